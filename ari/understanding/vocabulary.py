"""Common words of the two languages: none of them is a name or the name of a subject."""

from ari.understanding.spelling import SPELLINGS, words_of
from ari.understanding.tokens import FILLERS

_COMMON = """
panggilan dipanggilnya disapanya speaking sebut bapaknya wali murid mama papa pelajar calon karyawan a abaikan abis
about above acara act ada adalah
adik admin administrator after afternoon
again agak agar agen ajak ajukan akan akhir akses aku alamat alasan alhamdulillah all also am aman ambil an anak and
anda aneh angka answer antara any apa apakah apalagi api aplikasi apply applying are arti artinya as asal asap asik
asisten ask asked asli assistant at atas atau atur awal ayah ayo baca bacain bagaimana bagi bagus bahasa baik
baiklah balas bales balesnya banget bangun bantu bantuan banyak bapak baris baru batal batas bawah bayar bayi be
beasiswa bebas beberapa because beda been before begini begitu begitulah being belajar belakang beli belum benar
bentar bentuk berangkat berani berapa berarti berasal berat berbagai berbeda berdua beres bergabung berhenti berikut
berita berkas berlaku berminat berpikir bersama bersedia bertanya bertemu besar besok betul biar biasa biasanya
biaya bicara bikin bilang bingung bisa bisnis boleh booking bot bro buat budget budgetnya buka bukan bukti bulan
buru but butuh by cabang call came can cape capek cara cari cek cepat cerita cewek chat check cinta coba cocok cold
college come contoh cool cost could cowok cs cukup cuma curhat currently cuti dadakan daftar dalam dan dapat dari
data datang deadline dear degree dekat dengan depan detail details developer di dia diatas dibawah did dijawab
dikasih dikirim dikit dilihat dimana diproses diri dirumah disini diskon ditanya ditolak do does dokumen dong dosen
dua duit dulu each eh ekonomi email enak entah err error esok euro evening every everything experience family fasih
fee feel few fine for foto free friend from full gabung gabut gagal gaji galau game gampang ganti gapapa gaptek gas
gelar gemes get gila gini gitu give go going good got graduate graduated gratis great group grup gugup guru had hai
hal hallo halo hamil handphone hanya harap harga hari harus has hasil hati have he hebat hello help her heran here
hey hi hidden hidup hii hilang him his hobi hot hp hubungi i ibu if ignore ijazah ikut im imigrasi info informasi
information ingat inggris ingin ini instruction instructions instruksi interested internasional is iseng isi istri
it its itu iya izin jadi jadwal jago jahat jailbreak jalan jam jangan janji jauh jawab jelas jelaskan jenjang jika
job jomblo juga jurusan just juta jutek kabar kaget kak kakak kalau kali kalian kamar kami kampus kamu kan kangen
kantor kapan kapok karena kasih kasihan kata katanya kaya kayak ke kebetulan kecewa kecil kegiatan kelas keluarga
kemana kemarin kembali kenal kenalan kenapa kenyang kepada kepo keren kerja kertas kesal kesana kesel kesini ketemu
keterima key khawatir khusus kira kirim kisaran kita klik know kocak kok komplain konsultan konsultasi kosong kota
kuat kuliah kuning kurang kursus lagi lahir lain lalu lama lancar langsung lanjut lapar layanan lead lebih lelah
lemah lemot lengkap les lewat libur lihat like link list loading loh lokasi lolos looking luar lucu lulus lulusan
lumayan lupa maaf macam macet madam mager mahal mahasiswa mahir main maka makan makasih make maksud malam malas
males malu mam mana mandi manfaat mantap manusia many marah mari masa masalah masih masuk masukan mati mau may maybe
me media meeting mei melalui memang menarik mendadak mengerti merasa mereka mesin might mikir minat minder mine
minggu minta mirip misal misalnya miskin miss mode mohon money more morning most motivasi mr mrs ms much muda mulai
mumet mundur mungkin murah muslim must my nah naik nama nangis nanti nanya need negara negeri nekat new ngantuk
ngerti nggak nice night nih nilai no nomor none nonton nope normal not now nyaman nyesel of oh ok okay oke on online
only operator opsi optimis or orang orangtua ortu otomatis our override pagi paham pakai paket paling panggil panik
parah pas paspor password pede pelan penasaran pendaftaran pengangguran penting percuma perempuan pergi perhaps
perlu permisi pernah persyaratan pertama pertanyaan pesan pesimis pikir pilih pilihan pintar please pokoknya polisi
pretend previous pribadi price print program promo prompt prosedur proses pulang punya pusing ragu rahasia rajin
ramah ramai really rekomendasi rencana repot reset resmi reveal ribet ribu rindu robot rugi rule rules rumah ruwet
sabar sabtu sadar said saja sakit salah salam sama sambil sampai sana sangat santai santuy saran satu saudara say
saya sayang school score scoring sebel sebelum sebelumnya sebenarnya sebentar secret sedang sedih sedikit segera
sehat sejak sekali sekarang sekitar sekolah selain selalu selamat selasa selesai semester semoga semua senang
sendiri senin seperti sering serius sertifikat seru setelah setuju shall she should show siang siap siapa sibuk
singkat sini sip sir sis siswa siswi skip skor so soal sombong some sore sorry status stop stres stress student
study studying suami sudah suka sukses sulit supaya sure susah syarat system tadi tahu tahun take takut tanggal
tanya tanyakan tapi tarik tegang teh telat telepon tell telpon teman tempat tenang tentang terakhir terima terlambat
terserah tertarik tertinggal terus tes test than thank thanks that the their them then there they thing things think
this thought tidak tidur tiga tiket time tinggal tipu to toefl token tolak tolong too topik total transfer transkrip
trauma tua tugas tuh tulis tunggu turun uang udah ujian ulang umum umur undang unik univ universitas university
untuk urus us usaha user usia usul utama valid very via video visa waalaikumsalam wah wajib waktu wanita want warm
was we what when where which who why will wisuda with work worker working would ya yaitu yakin yakni yang yasudah
yatim yeah yes you your youre yup zoom
"""
COMMON = words_of(_COMMON) | FILLERS | frozenset(SPELLINGS.values())
