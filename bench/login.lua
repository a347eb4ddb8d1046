-- Signs BENCH_NAME in with BENCH_PASSWORD. An answer is good when it says who that is and gives a session.
dofile(os.getenv("BENCH_LUA") .. "/clock.lua")

local name = os.getenv("BENCH_NAME")
local body = string.format([[{"name":"%s","password":"%s"}]], name, os.getenv("BENCH_PASSWORD"))
local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }
local asked

function init()
	asked = wrk.format("POST", "/sign-in", headers, body)
end

function request()
	return asked
end

function response(status, fields, text)
	local session = (fields["Set-Cookie"] or ""):find("session=", 1, true)

	count(status == 200 and session and text:find('"name":"' .. name .. '"', 1, true), status, text)
end
