const $ = (id) => document.getElementById(id);

// Chat, in as much of STOMP as it takes

const socket = new WebSocket(new URL('stomp', location.href.replace(/^http/, 'ws')), 'v12.stomp');
const send = (command, headers, body = '') => socket.send(
  `${command}\n${Object.entries(headers).map(([name, value]) => `${name}:${value}\n`).join('')}\n${body}\0`);

function onMessage(subscription, message) {
  if (subscription === 'worker') {
    $('chat-note').textContent = `This window is connected to worker ${message.id ?? 'none'} (pid ${message.pid}).`;
  }
  else {
    const line = document.createElement('li');
    line.textContent = `By worker ${message.worker ?? 'none'}: ${message.text}`;
    $('said').append(line);
  }
}

socket.addEventListener('open', () => send('CONNECT', { 'accept-version': '1.2', host: location.hostname }));
socket.addEventListener('close', () => {
  $('chat-note').textContent = 'Not connected any more. Load the page again.';
  $('say').querySelector('button').disabled = true;
});
socket.addEventListener('message', ({ data }) => {
  const [head, body] = data.replace(/\0\n?$/, '').split(/\n\n([\s\S]*)/);
  if (head.startsWith('CONNECTED')) {
    send('SUBSCRIBE', { id: 'worker', destination: '/app/worker' });
    send('SUBSCRIBE', { id: 'chat', destination: '/topic/chat' });
  }
  else if (head.startsWith('MESSAGE')) {
    onMessage(/^subscription:(.*)$/m.exec(head)[1], JSON.parse(body));
  }
});

$('say').addEventListener('submit', (event) => {
  event.preventDefault();
  send('SEND', { destination: '/app/chat', 'content-type': 'text/plain' }, event.target.text.value);
  event.target.reset();
});

// Each answer ends its connection, so that many requests reach all workers

const ask = async (path, options) => (await fetch(`${path}?close`, { cache: 'no-store', ...options })).json();

async function show(list, path, text) {
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(path)));
  const byWorker = new Map(answers.map((answer) => [answer.worker.id ?? answer.worker.pid, answer]));
  $(list).replaceChildren(...[...byWorker].sort(([a], [b]) => a - b).map(([id, answer]) => {
    const line = document.createElement('li');
    line.textContent = `Worker ${id}${answer.worker.leader ? ', the leader' : ''}: ${text(answer)}`;
    return line;
  }));
}

// Message

const showNotes = () => show('notes', 'api/messages', ({ notes }) => notes.at(-1) ?? 'nothing yet');

$('tell').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = event.target.text.value;
  event.target.reset();
  await fetch('api/messages', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: text });
  // those that have not received it yet do soon
  showNotes().then(() => setTimeout(showNotes, 500));
});

// Cached value

async function cached(method) {
  const { answeredBy, value } = await ask('api/cached', { method });
  $('cached').textContent = `Worker ${answeredBy.id ?? 'none'} answers what worker ${value.worker ?? 'none'} loaded at ${new Date(value.at).toLocaleTimeString()}.`;
}

$('read').addEventListener('click', () => cached('GET'));
$('renew').addEventListener('click', () => cached('POST'));

// Scheduled job

$('look').addEventListener('click', () => show('runs', 'api/job', ({ runs }) => `${runs} runs`));
