"""Countries by every name that leads use for them, with the student cities that stand for one."""

from collections.abc import Iterator, Mapping

from ari.understanding.spelling import joined_lines

_COUNTRIES = """
United Kingdom: uk, u k, united kingdom, england, britain, great britain, inggris, inggris raya, scotland,
    skotlandia, wales, london, manchester, birmingham, edinburgh, glasgow, leeds, oxford, cambridge, bristol,
    nottingham, sheffield, coventry, liverpool, british, britania raya
United States: amerika serikat, united states, united states of america, amerika, usa, new york, california, boston,
    los angeles, texas, chicago, san francisco, harvard, stanford, the states, negeri paman sam, paman sam, yale,
    seattle, houston
Australia: australia, melbourne, sydney, perth, brisbane, adelaide, canberra, monash, oz, gold coast, benua kanguru,
    negeri kanguru, negeri kangguru, kangguru, queensland, unsw, tasmania, hobart
New Zealand: new zealand, nz, selandia baru, auckland, wellington, newzealand, christchurch, selandia, otago
Canada: kanada, toronto, vancouver, montreal, ottawa, calgary, negeri daun maple, ubc
Singapore: singapura, sg, sgp, nus, ntu, negeri singa
Malaysia: malaysia, kuala lumpur, malay, malaysa, penang, johor, negeri jiran, malesia, malaisia, utm, selangor
Japan: jepang, nihon, tokyo, osaka, kyoto, negeri sakura, nagoya, negeri matahari terbit, jepun, fukuoka, hokkaido,
    sapporo, kobe, waseda
South Korea: korea, south korea, korea selatan, korsel, seoul, busan, negeri ginseng, snu, yonsei, daegu, incheon
Germany: jerman, deutschland, german, berlin, munich, munchen, hamburg, frankfurt, jermen, aachen, stuttgart, bayern,
    leipzig, koln, dresden
Netherlands: belanda, the netherlands, amsterdam, rotterdam, den haag, delft, negeri kincir angin, leiden, groningen,
    utrecht, eindhoven, wageningen
Ireland: ireland, irlandia, dublin
France: prancis, paris, perancis, lyon, sorbonne
China: china, cina, tiongkok, beijing, shanghai, rrc, negeri tirai bambu, guangzhou, wuhan, nanjing, tsinghua, hangzhou
Taiwan: taiwan, taipei, taichung, kaohsiung
Hong Kong: hong kong, hongkong, hk
Turkey: turki, turkiye, turkey, istanbul, ankara, izmir, konya
United Arab Emirates: uae, uni emirat arab, dubai, abu dhabi, emirat
Saudi Arabia: arab saudi, saudi, saudi arabia, madinah, mekkah, riyadh
Egypt: mesir, egypt, kairo, cairo, al azhar
Switzerland: swis, swiss, switzerland, zurich, jenewa
Sweden: swedia, sweden, stockholm
Norway: norwegia, norway, oslo
Denmark: denmark, copenhagen, kopenhagen
Finland: finlandia, finland, helsinki
Italy: italia, italy, roma, milan, milano
Spain: spanyol, spain, barcelona, madrid
Portugal: portugal, lisbon
Belgium: belgia, belgium, brussels
Austria: austria, wina, vienna
Hungary: hungaria, hungary, budapest
Poland: polandia, poland, warsawa
Czech Republic: ceko, czech, czech republic, republik ceko, praha, prague
Russia: rusia, russia, moskow, moscow
India: india
Thailand: thailand, bangkok, thailan
Philippines: filipina, philippines
Vietnam: vietnam
Brunei: brunei, brunei darussalam
Qatar: qatar, doha
"""
# Short names that are words of other languages too: they need a preposition, capitals or the question.
SHORT_NAMES: Mapping[str, str] = {"us": "United States", "au": "Australia", "aus": "Australia"}
# Not a country, but a wish to read back.
REGIONS: Mapping[str, str] = {
    "eropa": "europe", "europe": "europe", "eu": "europe", "asia": "asia", "timur tengah": "middle_east",
    "middle east": "middle_east", "skandinavia": "scandinavia", "scandinavia": "scandinavia",
    "luar negeri": "abroad", "luar negara": "abroad", "abroad": "abroad", "overseas": "abroad",
}  # fmt: skip


def _names() -> Iterator[tuple[str, str]]:
    for line in joined_lines(_COUNTRIES):
        country, _, names = line.partition(": ")
        for name in names.split(", "):
            yield name, country


COUNTRY_OF: Mapping[str, str] = dict(_names())
COUNTRIES = frozenset(COUNTRY_OF.values())
