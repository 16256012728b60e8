"""Whether calling a number costs more than an ordinary call: by the national plan, and by the price stated beside it.

France: 080x are free, 081x, 082x and 089x carry a surcharge (Arcep plan of 2015); short 3xxx and 118xxx numbers may
carry one, and must state it. Elsewhere: what the national plan calls premium rate or shared cost.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberType

from collectors.reading.folding import fold
from collectors.site.phrases import phrases

_DEAR = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})
_PRICE = re.compile(
    r"(?:0[.,]\d{1,3}|\d[.,]\d\d) ?(?:€|eur\w*|£|cts?|centimes)? ?(?:ttc ?)?(?:/|par|la|per|a) ?(?:min\w*|appel|call)"
)
_FREE = phrases("surcharges.free")


def is_surcharged(number: str, beside: str = "", country: str = "FR") -> bool | None:
    """Tell whether a normalised number (E.164 or short) is surcharged; None when nothing tells.

    `beside` is what is written around it.
    """
    said = fold(beside)
    if _PRICE.search(said):
        return True
    if _FREE.search(said):
        return False
    if not number.startswith("+"):
        # 118xxx directory services are always surcharged; 3xxx and 10xx may or may not be
        return True if number.startswith("118") and len(number) == 6 else None
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number, country))
    except phonenumbers.NumberParseException:
        return None
    if kind == PhoneNumberType.UNKNOWN:
        return None
    return kind in _DEAR
