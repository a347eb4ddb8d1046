-- Reads BENCH_PATH, where {} stands for one of the codes in the file BENCH_CODES. An answer is good
-- when it is 200, matches BENCH_EXPECT, and the code that this pattern finds (if any) was asked for.
dofile(os.getenv("BENCH_LUA") .. "/clock.lua")

local path, expect = os.getenv("BENCH_PATH"), os.getenv("BENCH_EXPECT")
local headers = { ["Accept"] = "application/json" }
if os.getenv("BENCH_TOKEN") then
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

function response(status, _, text)
	local found = text:match(expect)
	count(status == 200 and found and (asked[found] or not found:match("^H18")), status, text)
end
