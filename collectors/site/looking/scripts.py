"""What is asked of a page inside the browser. Each script returns plain values and changes nothing that shows."""

from __future__ import annotations

SPEED = """async () => {
  const seen = { lcp: 0, cls: 0 };
  await new Promise(done => {
    let waiting = 2;
    const over = () => { if (--waiting === 0) done(); };
    for (const [type, take] of [
      ['largest-contentful-paint', e => { seen.lcp = Math.max(seen.lcp, e.startTime); }],
      ['layout-shift', e => { if (!e.hadRecentInput) seen.cls += e.value; }],
    ]) {
      try {
        new PerformanceObserver(list => list.getEntries().forEach(take)).observe({ type, buffered: true });
      } catch (error) { /* this browser does not measure it */ }
      setTimeout(over, 120);
    }
  });
  const nav = performance.getEntriesByType('navigation')[0] || {};
  const resources = performance.getEntriesByType('resource');
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return {
    ttfb: nav.responseStart || 0, load: nav.loadEventEnd || 0, interactive: nav.domInteractive || 0,
    lcp: seen.lcp || (paint ? paint.startTime : 0), cls: seen.cls,
    bytes: resources.reduce((sum, r) => sum + (r.transferSize || r.encodedBodySize || 0), nav.transferSize || 0),
    requests: resources.length + 1, nodes: document.getElementsByTagName('*').length,
  };
}"""

NARROW = """() => {
  const width = document.documentElement.clientWidth || window.innerWidth;
  const overflow = Math.max(document.documentElement.scrollWidth, document.body
    ? document.body.scrollWidth : 0) - width;
  let culprit = '';
  if (overflow > 4) {
    for (const e of document.querySelectorAll('body *')) {
      const box = e.getBoundingClientRect();
      if (box.right > width + 4 && box.width > 0 && getComputedStyle(e).position !== 'fixed') {
        culprit = e.tagName.toLowerCase() + (e.id ? '#' + e.id : e.className && e.className.split
          ? '.' + e.className.split(' ')[0] : '');
        break;
      }
    }
  }
  const shown = e => { const b = e.getBoundingClientRect(); return b.width > 0 && b.height > 0
    && getComputedStyle(e).visibility !== 'hidden'; };
  const targets = [...document.querySelectorAll(
    'a[href],button,input:not([type=hidden]),select,textarea,[role=button]')].filter(shown).slice(0, 400);
  const inText = e => e.tagName === 'A' && getComputedStyle(e).display === 'inline' && e.parentElement
    && e.parentElement.textContent.trim().length > e.textContent.trim().length + 20;
  const counted = targets.filter(e => !inText(e));
  const small = counted.filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; });
  let letters = 0, tiny = 0;
  const walker = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(), i = 0; n && i < 4000; n = walker.nextNode(), i++) {
    const text = n.textContent.trim();
    if (!text || !n.parentElement || !shown(n.parentElement)) continue;
    letters += text.length;
    if (parseFloat(getComputedStyle(n.parentElement).fontSize) < 12) tiny += text.length;
  }
  const viewport = document.querySelector('meta[name=viewport]');
  return {
    viewport: viewport ? viewport.content : '', overflow: Math.max(0, overflow), culprit,
    targets: counted.length, small: small.length,
    smallest: small.slice(0, 1).map(e => (e.getAttribute('aria-label') || e.textContent
      || e.tagName).trim().slice(0, 60))[0] || '',
    letters, tiny,
  };
}"""

KEYBOARD = """() => {
  const active = document.activeElement;
  if (!active || active === document.body) return null;
  const style = getComputedStyle(active), box = active.getBoundingClientRect();
  return {
    tag: active.tagName.toLowerCase(), text: (active.getAttribute('aria-label') || active.textContent
      || active.value || '').trim().slice(0, 80),
    href: active.getAttribute('href') || '',
    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    shadow: style.boxShadow, border: style.borderColor + style.borderWidth, background: style.backgroundColor,
    decoration: style.textDecorationLine, colour: style.color,
    inside: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 1
      && box.height > 1,
  };
}"""

RESTING = """() => {
  const active = document.activeElement;
  if (!active || active === document.body) return null;
  active.blur();
  const style = getComputedStyle(active);
  const seen = { shadow: style.boxShadow, border: style.borderColor + style.borderWidth,
    background: style.backgroundColor,
    decoration: style.textDecorationLine, colour: style.color };
  active.focus();
  return seen;
}"""

BANNER = """() => {
  const words = /cookie|traceur|consent|vie priv|privacy/i;
  const shown = e => { const b = e.getBoundingClientRect(); const s = getComputedStyle(e);
    return b.width > 0 && b.height > 0 && s.visibility !== 'hidden' && s.display !== 'none'
      && parseFloat(s.opacity) > 0.05; };
  const roots = [document];
  for (const e of document.querySelectorAll('*')) if (e.shadowRoot) roots.push(e.shadowRoot);
  for (const root of roots) {
    for (const box of root.querySelectorAll(
      '[role=dialog],[role=alertdialog],[role=region],dialog,div,section,aside,form')) {
      const text = (box.innerText || '').trim();
      if (text.length < 20 || text.length > 3000 || !words.test(text) || !shown(box)) continue;
      const style = getComputedStyle(box);
      const floats = ['fixed', 'sticky', 'absolute'].includes(style.position)
        || box.matches('[role=dialog],[role=alertdialog],dialog');
      if (!floats) continue;
      const buttons = [...box.querySelectorAll(
        'button,a,[role=button],input[type=button],input[type=submit]')].filter(shown)
        .map(e => ({ text: (e.innerText || e.value || e.getAttribute('aria-label') || '').trim().slice(0, 80),
          area: e.getBoundingClientRect().width * e.getBoundingClientRect().height }))
        .filter(b => b.text);
      if (buttons.length) return { text: text.slice(0, 400), buttons };
    }
  }
  return null;
}"""

CONTENT = """() => {
  // a copy in an inert document: no script of the page sees it; open shadow roots and own frames are written out
  const inert = document.implementation.createHTMLDocument('');
  let count = 0;
  const copy = node => {
    const made = inert.importNode(node, false);
    if (++count > 60000) return made;
    for (const child of node.childNodes) made.appendChild(copy(child));
    if (node.shadowRoot) for (const child of node.shadowRoot.childNodes) made.appendChild(copy(child));
    if (node.tagName === 'IFRAME' || node.tagName === 'FRAME') {
      try {
        const inside = node.contentDocument && node.contentDocument.body;
        if (inside && inside.childNodes.length) {
          const box = inert.createElement('div');
          for (const child of inside.childNodes) box.appendChild(copy(child));
          const holder = inert.createElement('div');
          holder.appendChild(made); holder.appendChild(box);
          return holder;
        }
      } catch (error) { /* a frame of another site */ }
    }
    return made;
  };
  return copy(document.documentElement).outerHTML;
}"""
