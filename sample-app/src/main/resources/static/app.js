const PARALLEL = 6;
const REQUEST_TIMEOUT = 15_000;
const RECOVERY_TIMEOUT = 60_000;
const POLL_PAUSE = 300;

const $ = (id) => document.getElementById(id);
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

let clustered = null;
let lastWorkers = [];
let lastVisit = null;

async function fetchJson(path, { fresh = false, method = 'GET' } = {}) {
  const response = await fetch(path + (fresh ? '?close' : ''), {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(REQUEST_TIMEOUT)
  });
  if (!response.ok) {
    throw new Error(`HTTP status ${response.status}`);
  }
  return response.json();
}

function name(worker) {
  return (worker.id === null) ? `The app (pid ${worker.pid})`
    : `Worker ${worker.id} (slot ${worker.slot}, pid ${worker.pid})`;
}

function duration(iso) {
  return iso.slice(2).toLowerCase().replace(/([hm])(?=\d)/g, '$1 ');
}

// One run of an action at a time. Not the attribute "disabled", which would take the focus away.
function action(buttons, run) {
  let running = false;
  for (const button of buttons) {
    button.addEventListener('click', async () => {
      if (running) {
        return;
      }
      running = true;
      buttons.forEach((each) => each.setAttribute('aria-disabled', 'true'));
      try {
        await run(button);
      }
      finally {
        running = false;
        buttons.forEach((each) => each.removeAttribute('aria-disabled'));
      }
    });
  }
}

// A form is sent with its button or with the enter key, so it has the action and not its button
function onSubmit(form, run) {
  let running = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!running) {
      running = true;
      try {
        await run();
      }
      finally {
        running = false;
      }
    }
  });
}

// Who answers

function showWorker(worker) {
  clustered = worker.id !== null;
  $('who-id').textContent = worker.id ?? 'none';
  $('who-slot').textContent = worker.slot ?? 'none';
  $('who-pid').textContent = worker.pid;
  $('who-uptime').textContent = duration(worker.uptime);
  $('who-note').textContent = clustered ? `The last answer came from worker ${worker.id}. The next connection may reach another.`
    : 'Not clustered: one process answers. Start with --cluster.workers=2 to see workers.';
}

async function ask() {
  try {
    showWorker(await fetchJson('api/worker', { fresh: true }));
  }
  catch {
    $('who-note').textContent = 'No answer. Is the app still running?';
  }
}

// How requests spread

class Spread {

  // The workers of the last run keep their rows until they answer again
  constructor(total, last = []) {
    this.total = total;
    this.workers = new Map(last.map((worker) => [worker.pid, { worker, count: 0 }]));
    this.answered = 0;
    this.failed = 0;
  }

  get done() {
    return this.answered + this.failed;
  }

  forgetSilent() {
    for (const [pid, { count }] of this.workers) {
      if (count === 0) {
        this.workers.delete(pid);
      }
    }
  }

  count(worker) {
    const entry = this.workers.get(worker.pid) ?? { worker, count: 0 };
    entry.count++;
    this.workers.set(worker.pid, entry);
    this.answered++;
  }

  rows() {
    return [...this.workers.values()]
      .sort((a, b) => (a.worker.slot - b.worker.slot) || (a.worker.id - b.worker.id))
      .map(({ worker, count }) => ({
        key: worker.pid,
        label: (worker.id === null) ? `Unclustered · pid ${worker.pid}` : `Worker ${worker.id} · pid ${worker.pid}`,
        count
      }));
  }

}

function showSpread(spread) {
  const bars = $('bars');
  const known = new Map([...bars.children].map((row) => [row.dataset.key, row]));
  const rows = spread.rows().map(({ key, label, count }) => {
    const row = known.get(String(key)) ?? newBar(key);
    fillBar(row, label, count, spread.total);
    return row;
  });
  // Only a changed order touches the document, so that nothing flickers
  if (rows.length !== bars.children.length || rows.some((row, i) => row !== bars.children[i])) {
    bars.replaceChildren(...rows);
  }
  const failed = $('failed').firstElementChild ?? $('failed').appendChild(newBar('failed'));
  failed.className = (spread.failed > 0) ? 'failed some' : 'failed';
  fillBar(failed, 'Failed', spread.failed, spread.total);
  $('spread-progress').max = Math.max(spread.total, 1);
  $('spread-progress').value = spread.done;
}

function fillBar(row, label, count, total) {
  const part = (total > 0) ? count / total : 0;
  row.querySelector('.name').textContent = label;
  row.querySelector('.fill').style.setProperty('--part', part);
  row.querySelector('.number').textContent = count;
  row.querySelector('.share').textContent = `${(part * 100).toFixed(1)} %`;
}

function newBar(key) {
  const row = document.createElement('li');
  row.dataset.key = key;
  row.innerHTML = '<span class="name"></span><span class="track"><span class="fill"></span></span>'
    + '<span class="value"><span class="number"></span> <span class="share"></span></span>';
  return row;
}

async function send(total) {
  const fresh = $('fresh').checked;
  const spread = new Spread(total, lastWorkers);
  const start = performance.now();
  let sent = 0;
  let drawn = false;
  const draw = () => {
    if (!drawn) {
      drawn = true;
      requestAnimationFrame(() => {
        drawn = false;
        showSpread(spread);
      });
    }
  };
  $('spread-note').textContent = `Sending ${total} requests…`;
  showSpread(spread);
  const sender = async () => {
    while (sent < total) {
      sent++;
      try {
        spread.count(await fetchJson('api/worker', { fresh }));
      }
      catch {
        spread.failed++;
      }
      draw();
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, total) }, sender));
  spread.forgetSilent();
  lastWorkers = [...spread.workers.values()].map(({ worker }) => worker);
  showSpread(spread);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  $('spread-note').textContent = `${spread.answered} of ${total} answered, ${spread.failed} failed, in ${seconds}\u00a0s, `
    + (fresh ? 'each on a new connection.' : 'on connections kept alive.');
}

// Your session

async function visit() {
  try {
    showVisit(await fetchJson('api/visits', { fresh: true }));
  }
  catch (error) {
    $('visits-by').textContent = `No answer (${error.message}).`;
  }
}

function showVisit(visit) {
  lastVisit = visit;
  const { visits, since, worker, session, user } = visit;
  $('visits').textContent = visits;
  $('visits-by').textContent = (visits === 1 ? 'visit' : 'visits')
    + ` since ${new Date(since).toLocaleTimeString()}`
    + (worker === null ? '' : `, this one counted by worker ${worker}`);
  $('session-id').textContent = `${session}…`;
  $('session-user').textContent = user ?? 'nobody';
  $('login').hidden = user !== null;
  $('logout').hidden = user === null;
}

async function showSessions() {
  try {
    const { shared } = await fetchJson('api/sessions');
    $('visits-note').textContent = shared ? 'Sessions are in Redis: every worker goes on where another stopped, '
        + 'also when you crash one below.'
      : 'Sessions are per worker until Redis is configured: '
        + 'count and login are lost when another worker answers.';
  }
  catch {
    $('visits-note').textContent = '';
  }
}

// The server takes a form only with the token that it gave this page in a cookie
async function post(path, fields) {
  const token = document.cookie.split('; ').find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.split('=')[1];
  return fetch(path + '?close', {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'X-XSRF-TOKEN': token ?? '' },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT)
  });
}

async function login() {
  $('login-note').textContent = '';
  try {
    const { ok, status } = await post('login', new FormData($('login')));
    $('login-note').textContent = ok ? ''
      : (status === 401) ? 'Not this name with this password.' : `Not logged in (HTTP status ${status}).`;
  }
  catch (error) {
    $('login-note').textContent = `No answer (${error.message}).`;
  }
  await visit();
  if (lastVisit?.user) {
    $('login').elements.password.value = '';
    $('logout').focus();
  }
}

async function logout() {
  try {
    await post('logout', {});
  }
  catch (error) {
    $('login-note').textContent = `No answer (${error.message}).`;
  }
  await visit();
}

// Crash and recovery

function note(start, text, kind) {
  const item = document.createElement('li');
  const time = document.createElement('time');
  const what = document.createElement('span');
  time.textContent = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  what.textContent = text;
  what.className = kind ?? '';
  item.append(time, what);
  $('timeline').append(item);
}

function confirmCrash() {
  const dialog = $('confirm');
  $('confirm-text').textContent = 'The worker that answers next ends at once, with exit code 1. '
    + 'Requests it is working on are lost. '
    + ((clustered === false) ? 'The app is not clustered: nothing will start it again, and this page will get no answer.'
      : 'The primary then starts another worker in its slot.');
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'crash'), { once: true });
  });
}

async function crash() {
  if (!await confirmCrash()) {
    return;
  }
  $('timeline').replaceChildren();
  let start = performance.now();
  let gone;
  try {
    const { worker: id, slot, pid, code } = await fetchJson('api/crash', { method: 'POST', fresh: true });
    start = performance.now();
    gone = { id, slot, pid };
    note(start, `${name(gone)} is gone: exit code ${code}.`, 'bad');
  }
  catch {
    note(start, 'No answer: nothing was crashed.', 'bad');
    return;
  }
  if (gone.id !== null) {
    await noteSession(start);
  }
  await watch(gone, start);
}

// What a crash must not touch
async function noteSession(start) {
  const before = lastVisit;
  await visit();
  if (before === null || lastVisit === before) {
    note(start, 'The session did not answer.', 'bad');
    return;
  }
  const { visits, worker, user } = lastVisit;
  const kept = visits > before.visits && user === before.user;
  const by = (worker === null) ? '' : ` with worker ${worker}`;
  note(start, kept ? `Your session goes on${by}: visit ${visits}, ${user ?? 'nobody'} is logged in.`
    : `Your session is lost${by}: visit ${visits}, ${user ?? 'nobody'} is logged in.`, kept ? 'good' : 'bad');
}

async function watch(gone, start) {
  const seen = new Set([gone.pid]);
  let answered = 0;
  let failed = 0;
  let silent = false;
  const poll = async () => {
    try {
      const worker = await fetchJson('api/worker', { fresh: true });
      answered++;
      return worker;
    }
    catch {
      failed++;
      return null;
    }
  };
  const limit = (gone.id === null) ? 3_000 : RECOVERY_TIMEOUT;
  while (performance.now() - start < limit) {
    const workers = (await Promise.all(Array.from({ length: PARALLEL }, poll))).filter((worker) => worker !== null);
    if (workers.length === 0 && !silent) {
      silent = true;
      note(start, 'Nobody answers.', 'bad');
    }
    for (const worker of workers) {
      if (seen.has(worker.pid)) {
        continue;
      }
      seen.add(worker.pid);
      const back = worker.slot === gone.slot;
      note(start, `${name(worker)} answers.`, back ? 'good' : '');
      if (back) {
        note(start, `Meanwhile ${answered} requests were answered and ${failed} failed.`);
        showWorker(worker);
        await noteSession(start);
        return;
      }
    }
    await pause(POLL_PAUSE);
  }
  note(start, (gone.id === null) ? 'Nothing starts it again, because it is not clustered. Start it on the command line.'
    : `Slot ${gone.slot} has not come back. The primary's log says why.`, 'bad');
}

const senders = [...document.querySelectorAll('[data-requests]')];
action(senders, (button) => send(Number(button.dataset.requests)));
action([$('ask')], ask);
action([$('visit')], visit);
action([$('crash')], crash);
action([$('logout')], logout);
onSubmit($('login'), login);

showSpread(new Spread(0));
ask();
visit();
showSessions();
