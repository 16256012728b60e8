"""The language of a text."""

from __future__ import annotations

import pytest

from collectors.reading.language import detect

TEXTS = {
    "fr": "Bonjour, la mairie est ouverte tous les matins et vous pouvez venir sans rendez-vous.",
    "en": "Hello, the town hall is open every morning and you can come without an appointment.",
    "de": "Guten Tag, das Rathaus ist jeden Morgen geöffnet und Sie können ohne Termin kommen.",
    "es": "Hola, el ayuntamiento está abierto por las mañanas y puede venir sin cita previa.",
    "it": "Buongiorno, il comune è aperto ogni mattina e può venire senza appuntamento.",
    "nl": "Goedendag, het gemeentehuis is elke ochtend open en u kunt zonder afspraak komen.",
    "pt": "Bom dia, a câmara está aberta todas as manhãs e não é preciso marcação.",
    "sv": "Hej, stadshuset är öppet varje morgon och du kan komma utan att boka en tid.",
    "da": "Hej, rådhuset er åbent hver morgen, og du kan komme uden at bestille tid hos os.",
    "nb": "Hei, rådhuset er åpent hver morgen, og du kan komme uten å bestille time hos oss.",
    "fi": "Hei, kaupungintalo on avoinna joka aamu ja voit tulla ilman ajanvarausta.",
    "pl": "Dzień dobry, urząd jest czynny codziennie rano i można przyjść bez umówienia.",
    "cs": "Dobrý den, úřad je otevřen každé ráno a můžete přijít bez objednání.",
    "hu": "Jó napot, a városháza minden reggel nyitva van, és nem kell időpontot kérni.",
    "ro": "Bună ziua, primăria este deschisă în fiecare dimineață și nu este nevoie de programare.",
    "tr": "Merhaba, belediye her sabah açık ve randevu almadan gelmeniz için uygun.",
    "ca": "Hola, l'ajuntament és obert cada matí i pot venir sense cita amb el nostre personal.",
    "ru": "Здравствуйте, мэрия открыта каждое утро, и вы можете прийти без записи.",
    "uk": "Доброго дня, мерія відкрита щоранку, і ви можете прийти без запису.",
    "bg": "Здравейте, общината е отворена всяка сутрин и можете да дойдете без записване.",
    "el": "Καλημέρα, το δημαρχείο είναι ανοιχτό κάθε πρωί και μπορείτε να έρθετε χωρίς ραντεβού.",
    "ja": "こんにちは。市役所は毎朝開いています。予約は不要です。",
    "zh": "您好，市政厅每天早上开放，无需预约。",
    "ko": "안녕하세요. 시청은 매일 아침 문을 엽니다.",
    "ar": "مرحبا، البلدية مفتوحة كل صباح ويمكنكم الحضور دون موعد.",
    "he": "שלום, העירייה פתוחה בכל בוקר ואפשר לבוא ללא תור.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_sentences(language: str):
    assert detect(TEXTS[language]) == language


def test_too_little_is_unknown():
    assert detect("") == ""
    assert detect("12345 ---") == ""


def test_hints_decide_only_when_words_do_not():
    assert detect("12345", ["de-CH"]) == "de"
    assert detect(TEXTS["fr"], ["en-US"]) == "fr"
