"""Levels and subjects of study by the names that leads use."""

from collections.abc import Iterator, Mapping

from ari.understanding.spelling import joined_lines

_LEVELS = """
bachelor: s1, s 1, sarjana, bachelor, bachelors, bachelor's, undergraduate, undergrad, strata 1, strata satu,
    bachelor degree
master: s2, s 2, master, masters, master's, magister, pascasarjana, pasca sarjana, postgraduate, postgrad, strata 2,
    strata dua, msc, master degree, graduate school, pasca
phd: s3, s 3, phd, ph d, doktor, doktoral, doctoral, doctorate, strata 3
diploma: d3, d 3, d4, d 4, diploma, vokasi, tafe, advanced diploma
foundation: foundation, pathway, foundation year
high_school: sma, smk, high school, highschool
language: kursus bahasa, kursus inggris, les bahasa, language course, language school, english course, summer
    course, short course, sekolah bahasa, kelas bahasa, kursus bahasa inggris, kursus bahasa jepang, kursus bahasa
    jerman, kursus bahasa korea
exchange: exchange, pertukaran pelajar, student exchange, pertukaran mahasiswa
internship: internship, ausbildung
"""
_SUBJECTS = """
business: bisnis, business, international business, bisnis internasional, administrasi bisnis, business administration
management: manajemen, management, manajemen bisnis, business management
marketing: marketing, pemasaran, digital marketing
accounting: akuntansi, accounting
finance: keuangan, finance, banking, perbankan
economics: ekonomi, economics, ilmu ekonomi
data science: data science, sains data, data sains, data analytics, analisis data, data scientist, business analytics
computer science: computer science, ilmu komputer, informatika, teknik informatika, it, information technology, cs,
    teknologi informasi, komputer
information systems: sistem informasi, information systems, information system
artificial intelligence: artificial intelligence, kecerdasan buatan, ai, machine learning
cyber security: cyber security, cybersecurity, keamanan siber
software engineering: software engineering, rekayasa perangkat lunak
law: hukum, law, ilmu hukum
medicine: kedokteran, medicine, medical
nursing: perawat, keperawatan, nursing
pharmacy: farmasi, pharmacy
dentistry: kedokteran gigi, dentistry
public health: kesehatan masyarakat, public health, kesmas
psychology: psikologi, psychology
education: pendidikan, education, keguruan, teaching
international relations: hubungan internasional, international relations, hi
communication: komunikasi, communication, communications, ilmu komunikasi, ilkom, media and communication
journalism: jurnalistik, journalism
engineering: teknik, engineering
civil engineering: teknik sipil, civil engineering
mechanical engineering: teknik mesin, mechanical engineering
electrical engineering: teknik elektro, electrical engineering
industrial engineering: teknik industri, industrial engineering
chemical engineering: teknik kimia, chemical engineering
architecture: arsitektur, architecture
design: desain, design
graphic design: desain grafis, graphic design, dkv, desain komunikasi visual
fashion design: fashion design, fashion, tata busana, desain fashion
interior design: desain interior, interior design
hospitality: perhotelan, hospitality, hotel management, manajemen perhotelan
tourism: pariwisata, tourism
culinary arts: kuliner, culinary, tata boga, culinary arts, culinary art
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
animation: animasi, animation
nutrition: gizi, nutrition, ilmu gizi
"""


def _entries(text: str) -> Iterator[tuple[str, str]]:
    for line in joined_lines(text):
        meaning, _, names = line.partition(": ")
        for name in names.split(", "):
            yield name, meaning


LEVEL_OF: Mapping[str, str] = {**dict(_entries(_LEVELS)), "mba": "master"}
SUBJECT_OF: Mapping[str, str] = {**dict(_entries(_SUBJECTS)), "mba": "business"}
LEVELS = frozenset(LEVEL_OF.values())
