"""The files of a small campaign that is right in every respect; a test spoils one thing."""

from __future__ import annotations

ACCOUNTS = """\
BAROMETER_SMTP_HOST=127.0.0.1
BAROMETER_SMTP_PORT=9
BAROMETER_SMTP_SECURITY=none
BAROMETER_IMAP_HOST=127.0.0.1
BAROMETER_IMAP_PORT=9
BAROMETER_IMAP_SECURITY=none
BAROMETER_IMAP_USER=citizens
BAROMETER_IMAP_PASSWORD=x
BAROMETER_REPLY_STYLE=catchall
BAROMETER_MAIL_DOMAIN=citizens.example
BAROMETER_EVIDENCE_ADDRESS=evidence@citizens.example
"""
HEADER = (
    "key,name,sector,category,size,country,subdivision,timezone,language,certified,entry,weight,parent,place,mail,"
    "website,phone,postal,openings,basis,channels,approved_by,approved_on,starts,ends,staff_informed,recording,cap\n"
)
ROW = (
    "town-hall,Mairie de Bourg,public,city_small,6200,FR,,Europe/Paris,fr,,volunteer,,,Bourg,mairie@bourg.example,,,,"
    "mon-fri 09:00-17:00,consent,mail:{mail},Claire Exemple,2026-12-01,2027-01-01,2027-06-30,yes,no,13\n"
)
CAMPAIGN = """\
key: essai
name: Essai
starts: 2027-01-04
ends: 2027-03-05
plan: flash
channels: [mail]
"""
