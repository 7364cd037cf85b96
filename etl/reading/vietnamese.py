"""Vietnamese writing: what a syllable is, and the legacy encodings whose letters are other letters today.

TCVN3 is TCVN 5712:1993 (fonts .VnTime), VNI the encoding of the fonts VNI-Times; both stand in files as if they were
Western letters. Which one a text has been written in is told by its syllables: hardly a word of Vietnamese is a
Vietnamese word in another of these encodings.
"""

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
_NO_TONE = dict.fromkeys(map(ord, _TONES))
_STOPPED = ("c", "ch", "p", "t")  # syllables ending so have the acute tone or the dot below

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu ya yêm yên yêng yêt yêu y "
    "ych ynh yt yn o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi "
    "om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uâc uân uâng uât "
    "uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uynh uyt uyu uyên uyêt uyn uyp ư ưa ưc ưi ưng ưt ưu "
    "ươc ươi ươm ươn ương ươp ươt ươu"
)
_SYLLABLE = re.compile(
    f"(?:{'|'.join(sorted(_ONSETS.split(), key=len, reverse=True))})?(?:{'|'.join(_RHYMES.split())})"
)

# Words so common that they tell two readings apart where a text is too short for its syllables to do it.
_COMMON = (
    "và của các có được cho với trong trên tại ở từ đến về theo này đã đang sẽ chưa không nhiều một số việc người "
    "nhân dân hội đồng quận huyện xã phường thành phố đơn vị ngày tháng năm kỳ họp chất vấn câu hỏi trả lời cơ "
    "quan nội dung lĩnh vực đại biểu ủy ban thường trực báo cáo tổng cộng kết quả loại số lần giám sát kiến nghị "
    "nghị quyết hải phòng văn bản thời hạn tài liệu gửi dự vắng chủ tọa đường trường sở"
)
COMMON = frozenset(_COMMON.split())


def is_syllable(word: str) -> bool:
    """Tell whether a word, in NFC and written with its accents, could be one Vietnamese syllable."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [character for character in apart if character in _TONES]
    plain = unicodedata.normalize("NFC", apart.translate(_NO_TONE))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(plain):
        return False
    return not plain.endswith(_STOPPED) or tones in (["\u0301"], ["\u0323"])


# TCVN3: one byte a letter. Capitals with a tone have none: capital fonts (.VnTimeH) show the small letter large.
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
# VNI: a letter and then a mark, which may carry a circumflex or breve with the tone; some letters are one byte.
_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_MARKS = {
    **_VNI_TONES,
    **dict(zip("âàáåãä", ("\u0302" + tone for tone in ("", *"\u0300\u0301\u0309\u0303\u0323")), strict=True)),
    **dict(zip("êèéúüë", ("\u0306" + tone for tone in ("", *"\u0300\u0301\u0309\u0303\u0323")), strict=True)),
}
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
_VNI = {
    **_VNI_LETTERS,
    **{letter + mark: letter + sign for letter in "aeo" for mark, sign in _VNI_MARKS.items()},
    **{letter + mark: letter + sign for letter in "uy" for mark, sign in _VNI_TONES.items()},
    **{letter + mark: _VNI_LETTERS[letter] + sign for letter in "ôö" for mark, sign in _VNI_TONES.items()},
}
# What neither encoding uses is Windows': curly quotation marks, dashes, the ellipsis typed between the letters.
_MARKS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_TCVN3_AND_MARKS = _TCVN3 | _MARKS
_VNI_PAIR = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)), re.IGNORECASE)
_SHOUTED = re.compile(r"[^\W\d_]*[A-Z][^\W\d_a-z]*[A-Z][^\W\d_a-z]*")
_WORD = re.compile(r"[^\W\d_]+")


def from_tcvn3(text: str) -> str:
    """Return the text that TCVN3 letters, read as Western ones, stand for; in words of capitals all are capital."""
    return _WORD.sub(_capital, text.translate(_TCVN3_AND_MARKS))


def _capital(match: re.Match[str]) -> str:
    word = match[0]
    return word.upper() if not word.isascii() and _SHOUTED.fullmatch(word) else word


def from_vni(text: str) -> str:
    """Return the text that VNI letters and marks, read as Western letters, stand for."""
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_letter, text).translate(_MARKS))


def _letter(match: re.Match[str]) -> str:
    written = match[0]
    letter = _VNI[written.lower()]
    return letter.upper() if written[0].isupper() else letter
