-- wrk -s replay.lua URL -- FILE: sends the requests of a file in turn, and writes its result as one line of JSON.
-- The file holds each request behind a line with its length in bytes.
local requests, at = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local length = file:read("*l")
  while length do
    requests[#requests + 1] = file:read(tonumber(length))
    length = file:read("*l")
  end
  file:close()
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  local result = '\nRESULT {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"refused":%d,"failed":%d}\n'
  local p50, p99 = latency:percentile(50), latency:percentile(99)
  io.write(string.format(result, summary.requests, summary.duration, p50, p99, errors.status, failed))
end
