// Node's cluster with the same answer. Usage: node node-cluster.js PORT WORKERS
// The scheduling policy comes from NODE_CLUSTER_SCHED_POLICY (rr or none).
const cluster = require('cluster');
const http = require('http');

const [port, workers] = process.argv.slice(2).map(Number);
const body = 'Hello, world';

if (cluster.isPrimary) {
  for (let i = 0; i < workers; i++) {
    cluster.fork();
  }
  cluster.on('listening', (worker) => console.log(`worker ${worker.id} is listening`));
  process.on('SIGTERM', () => process.exit(0));
} else {
  process.on('disconnect', () => process.exit(0));
  http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain;charset=UTF-8', 'Content-Length': body.length });
    response.end(body);
  }).listen(port, '127.0.0.1');
}
