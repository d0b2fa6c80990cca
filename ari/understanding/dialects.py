"""Words of Javanese, Sundanese, Minang and the cities' slang that leads mix in, by the word that the readers know.

Left out are words that are also names or other words of Indonesian (`aya`, `abdi`, `bara`, `saking`).
"""

DIALECT_SPELLINGS = """
tidak: henteu teu indak ndk mboten kada
belum: durung dereng
sudah: wis uwis wes sampun atos
ya: nggih inggih njih enggih muhun iyo iyes iyups iyak
saya: kulo kula ambo inyong enyong awak eike akuh akyu gweh guweh ulun dalem ane kitorang
ada: onok ono
ingin: kepingin kepengin hoyong
mau: arep bade badhe purun nak
bisa: iso tiasa
sekarang: saiki ayeuna
bagaimana: piye kumaha gimanaa gimane gemana
berapa: piro pinten sabaraha berape
kapan: iraha
dimana: nangdi
apa: opo naon apah ape
siapa: sopo saha
kenapa: ngopo kunaon
tanya: naros takon takok tny
bilang: ngomongin sanjang
uang: duwit artos pitih doku fulus duid cuan
jangan: ojo
besok: sesuk isukan
anak: anake budak
orang: wong urang
"""
DIALECT_EXPANSIONS = """
tidak mau: emoh wegah embung ndakmau
tidak ada: ndakada
"""
