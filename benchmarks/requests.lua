-- Sends the requests of a file, paths, one a line, each once, as clients behind a proxy in turn: their addresses are the
-- other arguments. Prints what it measured as one line of JSON.
local lines, clients, next_line = {}, {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do lines[#lines + 1] = line end
  for place = 2, #arguments do clients[#clients + 1] = arguments[place] end
end

function request()
  next_line = next_line % #lines + 1
  return wrk.format("GET", lines[next_line], {
    Accept = wrk.headers["Accept"],
    Host = wrk.headers["Host"],
    ["X-Forwarded-For"] = clients[next_line % #clients + 1],
  })
end

function done(summary, latency, _)
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "bytes": %d, "p50_ms": %.4f, "p90_ms": %.4f, "p99_ms": %.4f, "max_ms": %.4f, ' ..
    '"wrong_status": %d, "timeouts": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(90) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, summary.errors.status, summary.errors.timeout,
    summary.errors.connect + summary.errors.read + summary.errors.write))
end
