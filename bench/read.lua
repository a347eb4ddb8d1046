-- Reads BENCH_PATH, where {} stands for one of the codes in the file BENCH_CODES. An answer is good
-- when it is 200, BENCH_EXPECT stands in it, as often as BENCH_TIMES says if it does, and the code that
-- this pattern finds was asked for.
dofile(os.getenv("BENCH_LUA") .. "/clock.lua")

local path, expect = os.getenv("BENCH_PATH"), os.getenv("BENCH_EXPECT")
local headers = { ["Accept"] = "application/json" }
if (os.getenv("BENCH_TOKEN") or "") ~= "" then
	headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
end

local requests, asked, sent = {}, {}, nil
function init()
	for code in io.lines(os.getenv("BENCH_CODES")) do
		asked[code] = true
		requests[#requests + 1] = wrk.format("GET", (path:gsub("{}", code)), headers)
	end
	sent = number * 7919
end

function request()
	sent = sent + 1
	return requests[sent % #requests + 1]
end

local times = tonumber(os.getenv("BENCH_TIMES"))
function response(status, _, text)
	local found = text:match(expect)
	local good = status == 200 and found and (asked[found] or not found:find("H18", 1, true))
	if good and times then
		good = select(2, text:gsub(expect, "")) == times
	end
	count(good, status, text)
end
