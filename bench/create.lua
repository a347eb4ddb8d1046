-- Opens dossiers. The codes that were acknowledged are written to BENCH_ACKED, one file a thread.
dofile(os.getenv("BENCH_LUA") .. "/clock.lua")

local body = [[{"procedure":"%s","channel":"counter","applicant":{"name":"Nguyễn Văn %s","personal_id":]]
	.. [["0110%08d","phone":"09%08d","address":"Bản %d"},"papers":[{"name":"Tờ khai","form":"original",]]
	.. [["copies":1},{"name":"Giấy khai sinh","form":"copy","copies":2}]}]]
local names = { "An", "Bình", "Chiến", "Dũng", "Đức", "Hà", "Khánh", "Lâm", "Minh", "Sơn" }
local headers = {
	["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN"),
	["Content-Type"] = "application/json",
	["Accept"] = "application/json",
}
local procedure, sent, acknowledged = os.getenv("BENCH_PROCEDURE"), 0, nil

function request()
	sent = sent + 1
	local n = number * 10000000 + sent
	return wrk.format("POST", "/dossiers", headers,
		string.format(body, procedure, names[sent % #names + 1], n, n, sent % 40))
end

function response(status, _, text)
	local code = text:match('"code":"(H18[^"]+)"')
	local good = status == 201 and code and text:find('"status":"S4"', 1, true)
	if good then
		acknowledged = acknowledged or io.open(os.getenv("BENCH_ACKED") .. number, "a")
		acknowledged:write(code, "\n")
		acknowledged:flush()
	end
	count(good, status, text)
end
