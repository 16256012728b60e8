"""Pages that are bad in every way a website can be."""

from __future__ import annotations

import asyncio

from tests.links.browser.site import Handler, page


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    await asyncio.Event().wait()


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Beginning</h1>")
    while True:
        writer.write(b"<p>and on</p>" * 20_000)
        await writer.drain()


async def dribbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Beginning</h1>")
    await writer.drain()
    await asyncio.Event().wait()


async def not_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    writer.write(b"220 mail.ville.example ESMTP\r\n\r\n")


HUNGRY = "<h1>Hungry</h1><script>const all = []; setInterval(() => all.push(new Uint8Array(2e7).fill(1)), 40)</script>"
REACHING = """<h1>Reaching</h1><img src='http://127.0.0.1/img'><img src='http://inside.example/img'>
<iframe src='http://localhost/frame'></iframe><script src='https://10.0.0.1/script'></script><img src='/to-cloud'>
<script>
  const sockets = ['ws://192.168.0.1/', 'wss://[::1]/', 'ws://0.0.0.0:8080/', 'ws://100.64.0.1:6379/'].map(url =>
    new Promise(done => { new WebSocket(url).onclose = done }));
  const fetches = ['http://cloud.example/latest/meta-data/', 'http://[::ffff:7f00:1]/', 'http://[fe80::1]/'].map(url =>
    fetch(url, {mode: 'no-cors'}).catch(() => 0));
  window.tried = Promise.all([...sockets, ...fetches]).then(() => 'all');
</script>"""
PARTS = """<title>Ville</title><h1>Bonjour</h1><iframe src=/framed></iframe><div id=host></div>
<script>document.getElementById('host').attachShadow({mode: 'open'}).innerHTML = '<p>dans l’ombre</p>'</script>"""
PAGES: dict[str, bytes | Handler] = {
    "/": page("<title>Ville</title><h1>Bonjour la ville</h1><img src=/a.png><script>fetch('/x?q=1')</script>"),
    "/old": page("", "301 Moved Permanently", "text/html", "Location: /"),
    "/loop": page("", "302 Found", "text/html", "Location: /loop"),
    "/script-loop": page("<script>location.href = '/script-loop?' + Math.random()</script>"),
    "/meta": page("<meta http-equiv=refresh content='0;url=/'>moved"),
    "/script-to-404": page("<script>location.replace('/gone')</script>"),
    "/script-out": page("<script>location.href = 'http://elsewhere.example/'</script>"),
    "/gone": page("<h1>Page introuvable</h1>", "404 Not Found"),
    "/gone-empty": page("", "404 Not Found"),
    "/broken": page("<h1>Erreur</h1>", "500 Internal Server Error"),
    "/login": page("", "401 Unauthorized", "text/html", 'WWW-Authenticate: Basic realm="x"'),
    "/too-many": page("slow down", "429 Too Many Requests"),
    "/pdf": page(b"%PDF-1.4", "200 OK", "application/pdf"),
    "/zip": page(b"PK", "200 OK", "application/zip"),
    "/attached": page("<p>x</p>", "200 OK", "text/html", "Content-Disposition: attachment"),
    "/no-content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/silent": silent,
    "/dribbling": dribbling,
    "/endless": endless,
    "/not-http": not_http,
    "/big": page("<h1>Big</h1>" + "<p>Une ligne de texte.</p>" * 4_000 + "<!--" + "x" * 10_000_000 + "-->"),
    "/hungry": page(HUNGRY),
    "/reaching": page(REACHING),
    "/parts": page(PARTS),
    "/framed": page("<p>dans le cadre</p>"),
    "/to-inside": page("", "302 Found", "text/html", "Location: http://inside.example/secret"),
    "/to-cloud": page("", "302 Found", "text/html", "Location: http://169.254.169.254/secret"),
    "/busy": page("<h1>Busy</h1><script>while (true) {}</script>"),
    "/alerts": page("<h1>Hello</h1><script>while (true) alert('again')</script>"),
    "/alert": page("<script>alert('Bienvenue')</script><h1>After</h1>"),
    "/stay": page("<h1>Stay</h1><script>onbeforeunload = e => { e.preventDefault(); return 'no' }</script>"),
    "/close": page("<script>window.close()</script><h1>Still</h1>"),
    "/popups": page("<a id=go onclick='for (let i = 0; i < 4; i++) window.open(\"/framed?\" + i)'>go</a>"),
    "/worker": page("<script>navigator.serviceWorker?.register('/sw.js')</script>ok"),
    "/sw.js": page("self.x = 1", "200 OK", "text/javascript"),
    "/links": page(
        "<a id=file href='file:///etc/passwd'>f</a><a id=data href='data:text/html,x'>d</a>"
        "<a id=source href='view-source:/'>s</a><a id=chrome href='chrome://version'>c</a>"
    ),
    "/save": page("<a id=file href=/zip>archive</a>"),
}
