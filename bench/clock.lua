-- For wrk: each thread asks for BENCH_SECONDS and then no more, so that what is under way is answered
-- before the end and the answers counted are exactly those given. BENCH_PAUSE: milliseconds that each
-- connection waits before it asks again.
-- wrk tells the time by the clock of the day, and counts an answer as timed out also when that clock was set back
-- meanwhile. So it is watched: "back" is how far it went back in this thread, in seconds.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { long s, ns; } bench_time;
int clock_gettime(int which, bench_time *out);
]]

local at = ffi.new("bench_time")
local function clock(which)
	ffi.C.clock_gettime(which, at)
	return tonumber(at.s) + tonumber(at.ns) / 1e9
end

local function seconds()
	return clock(1)
end

acked, bad, busy, first, last, fault = 0, 0, 0, 0, 0, ""
back = 0

local ahead -- of the clock of the day before the other
function delay()
	local before = clock(0)
	local now = seconds()
	local after = clock(0)

	if ahead and after - now < ahead - 1e-6 then
		back = back + ahead - (after - now)
	end
	ahead = before - now -- the least it can be
	if first == 0 then
		first = now
	end
	local pause = tonumber(os.getenv("BENCH_PAUSE") or 0)
	return now < first + tonumber(os.getenv("BENCH_SECONDS")) and pause or 3600000
end

function count(good, status, body)
	last = seconds()
	if good then
		acked = acked + 1
		return
	end
	if status == 503 and os.getenv("BENCH_BUSY") then -- an order is being carried out, and may
		busy = busy + 1
		return
	end
	bad = bad + 1
	if fault == "" then
		fault = status .. " " .. body:sub(1, 300):gsub("%s+", " ")
	end
end

local threads = {}
function setup(thread)
	thread:set("number", #threads)
	threads[#threads + 1] = thread
end

-- One line for script/bench: good answers, others, seconds, p99 in microseconds, those put off.
function done(summary, latency)
	local good, wrong, later, from, to, why, gone_back = 0, 0, 0, math.huge, 0, "", 0
	for _, t in ipairs(threads) do
		good, wrong, later = good + t:get("acked"), wrong + t:get("bad"), later + t:get("busy")
		from, to = math.min(from, t:get("first")), math.max(to, t:get("last"))
		why = why ~= "" and why or t:get("fault")
		gone_back = math.max(gone_back, t:get("back"))
	end
	local e = summary.errors
	wrong = wrong + e.connect + e.read + e.write + e.timeout
	print(string.format("RESULT %d %d %.6f %d %d", good, wrong, to - from, latency:percentile(99), later))
	if wrong > 0 then
		print(string.format("FAULT connect %d read %d write %d timeout %d, clock set back by %.0f us; %s", e.connect,
			e.read, e.write, e.timeout, gone_back * 1e6, why))
	end
end
