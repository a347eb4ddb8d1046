-- Reads BENCH_PATH, where {} stands for one of the codes in the file BENCH_CODES. An answer is good
-- when it is 200, BENCH_EXPECT stands in it, and the code that this pattern finds is the one asked for where the path has
-- one, unless BENCH_ANY says that the path has something else. BENCH_ROW must stand in it BENCH_TIMES times: that is looked at in every sixteenth answer, because looking costs
-- more than the answer, and wrk has only the processors that the server has.
dofile(os.getenv("BENCH_LUA") .. "/clock.lua")

local path, expect = os.getenv("BENCH_PATH"), os.getenv("BENCH_EXPECT")
local row, times = os.getenv("BENCH_ROW"), tonumber(os.getenv("BENCH_TIMES"))
local headers = { ["Accept"] = "application/json" }
if (os.getenv("BENCH_TOKEN") or "") ~= "" then
	headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
end

local requests, asked, sent = {}, {}, nil
local any = os.getenv("BENCH_ANY") or not path:find("{}", 1, true)
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

local function rows(text)
	local n, at = 0, 1

	while true do
		local _, last = text:find(row, at, true)
		if not last then
			return n
		end
		n, at = n + 1, last + 1
	end
end

local answered = 0
function response(status, _, text)
	local found = text:match(expect)
	local good = status == 200 and found and (any or asked[found] or not found:find("H18", 1, true))

	answered = answered + 1
	if good and times and answered % 16 == 1 then
		good = rows(text) == times
	end
	count(good, status, text)
end
