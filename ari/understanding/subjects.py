"""Levels and subjects of study by the names that leads use."""

from collections.abc import Iterator, Mapping

from ari.understanding.spelling import joined_lines

_LEVELS = """
bachelor: s1, s 1, sarjana, bachelor, bachelors, bachelor's, undergraduate, undergrad, strata 1, strata satu,
    bachelor degree, undergraduate degree, bachelors degree, strata1, sarjana strata satu
master: s2, s 2, master, masters, master's, magister, pascasarjana, pasca sarjana, postgraduate, postgrad, strata 2,
    strata dua, msc, master degree, graduate school, pasca, mastersnya, ma degree, llm, mm, grad school, meng
phd: s3, s 3, phd, ph d, doktor, doktoral, doctoral, doctorate, strata 3
diploma: d3, d 3, d4, d 4, d1, d2, diploma, diploma tiga, sarjana terapan, associate degree, politeknik,
    college diploma, vokasi, tafe, advanced diploma
foundation: foundation, pathway, foundation year, studienkolleg, studkol, pra universitas, pre university
high_school: sma, smk, high school, highschool, boarding school, slta
language: kursus bahasa, kursus inggris, les bahasa, language course, language school, english course, summer
    course, short course, sekolah bahasa, kelas bahasa, kursus bahasa inggris, kursus bahasa jepang, kursus bahasa
    jerman, kursus bahasa korea, les inggris, les bahasa jepang, les bahasa jerman, les bahasa korea, belajar bahasa,
    program bahasa, kelas bahasa inggris, kursus bahasa mandarin, belajar bahasa inggris, les bahasa inggris
exchange: exchange, pertukaran pelajar, pertukaran, exchange student, iisma, erasmus, student exchange,
    pertukaran mahasiswa
internship: internship, ausbildung, magang, program magang, kerja magang
"""
_SUBJECTS = """
business: bisnis, business, international business, bisnis internasional, administrasi bisnis, business administration
management: manajemen, management, manajemen bisnis, business management
marketing: marketing, pemasaran, digital marketing
accounting: akuntansi, accounting, akunting, akun, akuntan
finance: keuangan, finance, banking, perbankan
economics: ekonomi, economics, ilmu ekonomi, ekonomi pembangunan, economy, ekonomi islam, ekonomi syariah
data science: data science, sains data, data sains, data analytics, analisis data, data scientist, business analytics
computer science: computer science, computing, ilkomp, ti, programming, coding, pemrograman, ngoding, ilmu komputer,
    informatika, teknik informatika, it, information technology, cs,
    teknologi informasi, komputer
information systems: sistem informasi, information systems, information system
artificial intelligence: artificial intelligence, kecerdasan buatan, ai, machine learning
cyber security: cyber security, cybersecurity, keamanan siber
software engineering: software engineering, rekayasa perangkat lunak
law: hukum, law, ilmu hukum, hukum internasional, international law
medicine: kedokteran, medicine, medical
nursing: perawat, keperawatan, nursing
pharmacy: farmasi, pharmacy, apoteker, ilmu farmasi
dentistry: kedokteran gigi, dentistry
public health: kesehatan masyarakat, public health, kesmas, skm
psychology: psikologi, psychology, psiko, psikologi klinis
education: pendidikan, education, keguruan, teaching, pgsd, paud, early childhood, tesol, ilmu pendidikan
international relations: hubungan internasional, international relations, hi, hubint, diplomasi
communication: komunikasi, communication, communications, ilmu komunikasi, ilkom, media and communication
journalism: jurnalistik, journalism
engineering: teknik, engineering
naval architecture: teknik perkapalan, perkapalan, naval architecture
environmental engineering: teknik lingkungan, environmental engineering
materials engineering: teknik material, metalurgi, materials engineering
biomedical engineering: teknik biomedis, biomedical engineering, biomedis
nuclear engineering: teknik nuklir, nuclear engineering
textile engineering: teknik tekstil, textile engineering
civil engineering: teknik sipil, civil engineering, tekpil, sipil
mechanical engineering: teknik mesin, mechanical engineering, mesin, otomotif, automotive, teknik otomotif
electrical engineering: teknik elektro, electrical engineering, elektro, elektronika, teknik listrik
industrial engineering: teknik industri, industrial engineering, tekind
chemical engineering: teknik kimia, chemical engineering
architecture: arsitektur, architecture, arsi
design: desain, design
graphic design: desain grafis, graphic design, dkv, desain komunikasi visual
fashion design: fashion design, fashion, tata busana, desain fashion
interior design: desain interior, interior design
hospitality: perhotelan, hospitality, hotel, hotel management, manajemen perhotelan
tourism: pariwisata, tourism
culinary arts: kuliner, chef, memasak, masak, pastry, baking, culinary, tata boga, culinary arts, culinary art
film: film, perfilman, film making, filmmaking
music: musik, music
fine arts: seni rupa, fine arts, fine art, seni
political science: ilmu politik, politik, political science, politics
public policy: kebijakan publik, public policy, public administration, administrasi publik
sociology: sosiologi, sociology
biology: biologi, biology
biotechnology: bioteknologi, biotechnology
chemistry: kimia, chemistry
physics: fisika, physics
mathematics: matematika, mathematics, math
statistics: statistik, statistika, statistics
agriculture: pertanian, agriculture, agribisnis
environmental science: lingkungan, ilmu lingkungan, environmental science
food technology: teknologi pangan, food technology, food science
english literature: sastra inggris, english literature
linguistics: linguistik, linguistics
human resources: human resources, hr, sdm, human resource, human resource management
supply chain: supply chain, logistik, logistics, supply chain management
project management: project management, manajemen proyek
renewable energy: energi terbarukan, renewable energy
urban planning: perencanaan kota, urban planning, planologi
aviation: penerbangan, aviation, pilot
animation: animasi, animation, game design, desain game
nutrition: gizi, nutrition, ilmu gizi
islamic studies: studi islam, islamic studies, ilmu agama, ushuluddin, syariah, tafsir
anthropology: antropologi, anthropology
history: sejarah, history
philosophy: filsafat, philosophy
geography: geografi, geography
geology: geologi, geology
veterinary medicine: kedokteran hewan, veterinary, veterinary medicine, dokter hewan
midwifery: kebidanan, midwifery
physiotherapy: fisioterapi, physiotherapy
marine science: ilmu kelautan, marine science, oseanografi
petroleum engineering: perminyakan, teknik perminyakan, petroleum engineering
mining engineering: pertambangan, teknik pertambangan, mining engineering
aerospace engineering: aeronautika, aerospace engineering, teknik dirgantara
robotics: robotika, robotics, mekatronika, mechatronics
entrepreneurship: kewirausahaan, entrepreneurship
sports science: olahraga, ilmu keolahragaan, sports science, sport science
criminology: kriminologi, criminology
social work: kesejahteraan sosial, social work
library science: ilmu perpustakaan, library science
theatre: teater, theatre, seni peran, acting
photography: fotografi, photography
translation: penerjemahan, translation
actuarial science: aktuaria, actuarial science
"""


def _entries(text: str) -> Iterator[tuple[str, str]]:
    for line in joined_lines(text):
        meaning, _, names = line.partition(": ")
        for name in names.split(", "):
            yield name, meaning


LEVEL_OF: Mapping[str, str] = {**dict(_entries(_LEVELS)), "mba": "master"}
SUBJECT_OF: Mapping[str, str] = {**dict(_entries(_SUBJECTS)), "mba": "business"}
LEVELS = frozenset(LEVEL_OF.values())
