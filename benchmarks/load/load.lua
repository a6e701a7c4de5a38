-- The request to send and the figures to print, for wrk.
--   wrk … -s load.lua URL -- [count] [sessions=FILE]
-- count: also print how many requests were sent in each tenth of a second
-- sessions=FILE: send the Cookie headers of that file, one a line, in turn

local ffi = require("ffi")
ffi.cdef [[
typedef struct { long sec; long usec; } bench_timeval;
int gettimeofday(bench_timeval *tv, void *tz);
]]

local BUCKETS_PER_SECOND = 10
local now = ffi.new("bench_timeval")
local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

function init(args)
   local requests = {}
   local counting = false
   for _, argument in ipairs(args) do
      local file = argument:match("^sessions=(.+)$")
      if file then
         for cookie in io.lines(file) do
            wrk.headers["Cookie"] = cookie
            table.insert(requests, wrk.format())
         end
      elseif argument == "count" then
         counting = true
      end
   end
   if not counting and #requests == 0 then
      return -- wrk then sends one request, without asking for it
   end
   if #requests == 0 then
      requests[1] = wrk.format()
   end
   local turn = 0
   counts = {}
   started = 0
   function request()
      if counting then
         ffi.C.gettimeofday(now, nil)
         local time = tonumber(now.sec) + tonumber(now.usec) / 1e6
         if started == 0 then
            started = time
         end
         local bucket = math.floor((time - started) * BUCKETS_PER_SECOND) + 1
         counts[bucket] = (counts[bucket] or 0) + 1
      end
      turn = turn % #requests + 1
      return requests[turn]
   end
end

local function timeline()
   local begin, sums, last = nil, {}, 0
   for _, thread in ipairs(threads) do
      local counted = thread:get("counts")
      if counted and next(counted) then
         local first = thread:get("started")
         begin = begin and math.min(begin, first) or first
         for bucket, count in pairs(counted) do
            sums[bucket] = (sums[bucket] or 0) + count
            last = math.max(last, bucket)
         end
      end
   end
   local list = {}
   for bucket = 1, last do
      list[bucket] = string.format("%d", sums[bucket] or 0)
   end
   return string.format('"started":%.3f,"counts":[%s]', begin or 0, table.concat(list, ","))
end

function done(summary, latency, requests)
   local errors = summary.errors
   io.write(string.format(
      'RESULT {"requests":%d,"micros":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d,'
      .. '"p50":%d,"p90":%d,"p99":%d,"p99.9":%d,"max":%d,%s}\n',
      summary.requests, summary.duration,
      errors.connect, errors.read, errors.write, errors.status, errors.timeout,
      latency:percentile(50), latency:percentile(90), latency:percentile(99), latency:percentile(99.9), latency.max,
      timeline()))
end
