"""The user name under which a reply was saved last, as far as the program may know it: whether two are the same."""

from __future__ import annotations

import hashlib
import hmac
import re

from lianping_xlsx.core.spelling import name_key

_NAMES = (
    "Administrator、Administrators、admin、user、users、usr、owner、guest、root、sysadmin、User Name、unknown",
    "Author、none、管理员、系统管理员、用户、个人用户、默认、匿名、作者、WPS 用户、WPS、WPS Office、Kingsoft",
    "金山、Office、test、123、1、微软用户、微软中国、Microsoft、Microsoft 用户、Microsoft Office 用户",
    "Microsoft Office User、MC SYSTEM、PC、computer、Windows、Windows 用户、Windows User、HOME、China",
    "Chinese User、雨林木风、番茄花园、深度技术、系统之家、萝卜家园、电脑公司、Lenovo、联想、联想用户、dell",
    "hp、asus、acer、huawei、华为、honor、thinkpad、xiaomi、小米、tongfang、Apple、mac、iPhone、openpyxl",
    "XlsxWriter、Apache POI、python-docx、LibreOffice、OpenOffice、kylin、uos、deepin、Sky123.Org",
)
_NOBODY = frozenset({"", *(name_key(name) for line in _NAMES for name in line.split("、"))})
"""Names that programs and dealers give to every computer: they say nothing of whose it is."""
_NUMBERED = re.compile(r"(?:user|用户|pc|windows|admin|office|dell|hp|lenovo)[-_]?\d{1,4}\Z")


def sealed(secret: bytes, name: str) -> str:
    """Return the HMAC of a user name under the campaign's key, '' for a name that programs give to every computer."""
    key = name_key(name)
    if key in _NOBODY or _NUMBERED.match(key):
        return ""
    return hmac.new(secret, b"editor\0" + key.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
