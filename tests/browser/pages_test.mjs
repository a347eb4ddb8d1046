// SPDX-License-Identifier: Apache-2.0
// Every page as everyone who uses it, at two widths, in three themes, with and without script, by keyboard.
import { equal, faultsOf, launch, open, runAll, screen, serve, squeeze, test, themes, whole, widths, wear } from './browser.mjs'
import { evening, morning, people } from './pages.mjs'

const server = await serve()
const browser = await launch()
const cookies = {} // of each account, once signed in

// A page as somebody sees it. The demo signs in with one press.
async function as(who, path, options = {}) {
	const page = await open(browser, options)
	if (cookies[who]) await page.context().addCookies(cookies[who])
	else if (people[who]) await signIn(page, who)
	if (path) await page.goto(server.address + path)
	return page
}

async function signIn(page, who) {
	await page.goto(server.address + '/sign-in')
	await page.locator(`button[name=name][value="${people[who]}"]`).click()
	await page.getByRole('button', { name: /Đăng xuất|Sign out/ }).waitFor()
	cookies[who] = (await page.context().cookies()).filter((c) => c.name !== 'lang')
}

async function done(page) {
	const faults = page.faults
	await page.context().close()
	equal(faults, [], 'said on the console')
}

// What can be wrong with a page, under the name of the width and theme it was seen in.
async function look(page) {
	if (!whole) return page.faults.splice(0)
	const found = []
	const note = (where, faults) => found.push(...faults.map((fault) => `${where}: ${fault}`))
	for (const width of widths) {
		await page.setViewportSize({ width, height: 900 })
		for (const theme of themes) {
			await wear(page, theme)
			note(`${width} px, ${theme}`, await faultsOf(page, theme !== themes[0]))
		}
	}
	await wear(page, 'light')
	note('tight', await squeeze(page))
	return found
}

let first = '' // the code of a dossier

async function named(path) {
	if (path.includes('CODE') && !first) {
		const page = await as('handler', '/dossiers')
		first = await page.locator('.row .id').first().textContent()
		await page.context().close()
	}
	return path.replace('CODE', first)
}

// Who visits page after page stays in one window, as long as the session lasts: a window of its own for each page
// costs as much as looking at it.
const windows = {}

async function windowOf(who) {
	const kept = windows[who]
	if (kept && kept.cookies === cookies[who]) {
		kept.page.faults.length = 0 // of a visit that failed
		await kept.page.setViewportSize({ width: 1280, height: 900 })
		return kept.page
	}
	await kept?.page.context().close()
	const page = await as(who, '')
	windows[who] = { page, cookies: cookies[who] }
	return page
}

async function visit({ who, path, find, status = 200 }) {
	const page = await windowOf(who)
	let answer = await page.goto(server.address + (await named(path)))
	if (find) {
		const href = await page.locator(find).first().getAttribute('href')
		answer = await page.goto(new URL(href, page.url()).href)
	}
	equal(answer.status(), status, `the status of ${page.url()}`)
	if (status >= 400) page.faults.length = 0 // the browser notes each such answer as an error
	equal(await look(page), [], 'what is wrong')
}

function visitAll(pages, when) {
	for (const one of pages) {
		const name = `${one.path}${one.find ? ` > ${one.find}` : ''} as ${one.who} ${when} is in order`
		screen(name, () => visit(one))
	}
}

visitAll(evening, 'in the evening')

// --- Script, keyboard, language, themes

screen('the skip link is the first stop and leads to the content', async () => {
	const page = await as('nobody', '/units')
	await page.keyboard.press('Tab')
	equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop')
	await page.keyboard.press('Enter')
	equal(await page.evaluate(() => document.activeElement.id), 'main', 'where it leads')
	await done(page)
})

screen('every stop of the Tab key is seen', async () => {
	for (const [who, path] of [['nobody', '/'], ['leader', '/indicators'], ['admin', '/people']]) {
		const page = await as(who, path)
		for (let i = 0; i < 25; i++) {
			await page.keyboard.press('Tab')
			const hidden = await page.evaluate(() => {
				const at = document.activeElement
				if (at === document.body) return ''
				const box = at.getBoundingClientRect(), style = getComputedStyle(at)
				const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
				const there = box.width > 0 && box.bottom > 0 && box.top < innerHeight
				return ringed && there ? '' : `${at.tagName} ${at.className} ${at.textContent.slice(0, 30)}`
			})
			equal(hidden, '', `a stop on ${path}`)
		}
		await done(page)
	}
})

screen('a slash begins a search, a question mark shows the keys, and Esc closes them', async () => {
	const page = await as('handler', '/units')
	await page.keyboard.press('/')
	equal(await page.evaluate(() => document.activeElement.id), 'q', 'the focus')
	await page.keyboard.press('Escape')
	await page.locator('h1').click()
	await page.keyboard.press('?')
	equal(await page.locator('#shortcuts').isVisible(), true, 'the list of keys')
	equal(await faultsOf(page), [], 'the list of keys')
	await page.keyboard.press('Escape')
	equal(await page.locator('#shortcuts').isVisible(), false, 'the list of keys')
	await done(page)
})

screen('single letters can be switched off', async () => {
	const page = await as('handler', '/units')
	await page.keyboard.press('?')
	await page.locator('[data-keys]').uncheck()
	await page.getByRole('button', { name: 'Đóng' }).first().click()
	await page.keyboard.press('/')
	equal(await page.evaluate(() => document.activeElement.id === 'q'), false, 'the search has the focus')
	await done(page)
})

screen('what must be mended first has the focus, and its link leads to the field', async () => {
	const page = await as('nobody', '/sign-in')
	await page.fill('#name', 'khong.co.ai')
	await page.fill('#password', 'sai mat khau')
	await page.locator('form[action="/sign-in"] button').click()
	await page.locator('[data-focus]').waitFor()
	page.faults.length = 0 // the answer is 422, which the browser notes
	equal(await page.evaluate(() => document.activeElement.hasAttribute('data-focus')), true, 'the summary has the focus')
	equal((await page.title()).startsWith('Lỗi:'), true, 'the title says so')
	equal(await page.inputValue('#name'), 'khong.co.ai', 'what was typed')
	equal(await faultsOf(page), [], 'what is wrong')
	await done(page)
})

screen('a chosen theme stays, whatever the machine prefers', async () => {
	const page = await as('nobody', '/')
	const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
	const light = await background()
	await page.getByRole('button', { name: 'Hiển thị' }).click()
	equal(await faultsOf(page), [], 'the dialog')
	await page.getByLabel('Tối').check()
	const dark = await background()
	equal(light === dark, false, 'dark is light')
	await page.keyboard.press('Escape')
	await page.goto(server.address + '/units')
	equal(await background(), dark, 'the next page')
	for (const [name, theme] of [['Sáng', 'dark'], ['Tương phản cao', 'dark']]) {
		await wear(page, theme)
		await page.getByRole('button', { name: 'Hiển thị' }).click()
		await page.getByLabel(name).check()
		await page.keyboard.press('Escape')
		equal(await faultsOf(page), [], name)
	}
	await done(page)
})

for (const script of [true, false]) {
	screen(`every page speaks English after one press ${script ? 'with' : 'without'} script`, async () => {
		const page = await as('nobody', '/units?q=muong', { script })
		await page.getByRole('link', { name: 'English' }).click()
		equal(await page.getAttribute('html', 'lang'), 'en', 'the language')
		equal(new URL(page.url()).pathname, '/units', 'the page')
		if (script) equal(await faultsOf(page), [], 'what is wrong')
		await page.goto(server.address + '/')
		equal(await page.getAttribute('html', 'lang'), 'en', 'the next page')
		equal(await page.locator('.logo b').textContent(), 'Public services, Điện Biên Province', 'whose it is')
		await page.getByRole('link', { name: 'Tiếng Việt' }).click()
		equal(await page.getAttribute('html', 'lang'), 'vi', 'and back')
		await done(page)
	})
}

// --- A dossier, from the counter to its result

// Answers of a step of the intake; `look` is given each step as it is seen. Who files online says where they live.
async function receive(page, name, look, home) {
	await page.goto(server.address + '/dossiers/new')
	await look('the procedure')
	await page.fill('#intake-q', 'trich luc')
	await page.locator('button[name=to][value=procedure]').first().click()
	await look('what was found')
	await page.locator('button[name=choice]').first().click()
	await page.locator('button:not([name])', { hasText: 'Tiếp tục' }).click()
	await page.getByText('Lỗi:').first().waitFor({ state: 'attached' })
	page.faults.length = 0 // 422 is noted as an error by the browser
	await look('the name is missing')
	await page.locator('[id="applicant.name"]').fill(name)
	if (home) await page.selectOption('[id="applicant.unit"]', home)
	await page.locator('button:not([name])', { hasText: 'Tiếp tục' }).click()
	await look('the papers')
	for (const set of await page.locator('.tasks fieldset').all()) await set.locator('[value=paper]').check()
	await page.locator('button:not([name])', { hasText: 'Tiếp tục' }).click()
	await look('all of it')
	await page.locator('form[action="/dossiers/new/review"] button:not([name])').click()
	await look('the receipt')
	return page.locator('.done .id').textContent()
}

async function act(page, action, fields = {}) {
	const form = page.locator(`form[action$="/${action}"]`)
	const folded = page.locator(`details:has(form[action$="/${action}"]) > summary`)
	if (await folded.count()) await folded.click()
	for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value)
	await form.locator('button').click()
}

screen('papers have the head of official papers, office and motto side by side, also in print', async () => {
	for (const form of ['01', '06']) {
		const page = await as('handler', await named(`/dossiers/CODE/forms/${form}`))
		await page.setViewportSize({ width: 624, height: 900 }) // A4 without its margins
		await page.emulateMedia({ media: 'print' })
		const boxes = await page.locator('.official').first().locator('p').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))
		equal(boxes.length, 2, 'halves')
		equal(boxes[0].top === boxes[1].top && boxes[0].right <= boxes[1].left, true, 'side by side')
		const motto = await page.locator('.official b', { hasText: 'CỘNG HÒA' }).evaluate((one) => one.getClientRects().length)
		equal(motto, 1, 'lines of the motto')
		await done(page)
	}
})

screen('each step of the intake is in order', async () => {
	const page = await as('reception', '')
	await receive(page, 'Lỳ Xó Hừ', async (step) => {
		const found = await look(page, false)
		await page.setViewportSize({ width: 1280, height: 900 })
		equal(found, [], step)
	})
	await done(page)
})

test('without script a dossier is received, worked on, lacks a paper, is signed and given back', async () => {
	const counter = await as('reception', '', { script: false })
	const code = await receive(counter, 'Pờ Mỳ Lế', async () => {})
	const at = `/dossiers/${code}`
	await counter.goto(server.address + at)
	await act(counter, 'forward')
	const desk = await as('handler', at, { script: false })
	await act(desk, 'take')
	await act(desk, 'ask', { reason: 'Ảnh bị mờ', missing_lines: 'Giấy chứng sinh' })
	const citizen = await as('nobody', '/', { script: false })
	await citizen.fill('#code', code)
	await press(citizen, 'Xem tình trạng')
	equal(await citizen.locator('main .tag').first().textContent(), 'Yêu cầu bổ sung giấy tờ', 'what the citizen sees')
	equal((await citizen.locator('main').textContent()).includes('Pờ Mỳ Lế'), false, 'the name is shown')
	await done(citizen)
	await counter.goto(server.address + at)
	await act(counter, 'supplement')
	await desk.goto(server.address + at)
	await act(desk, 'submit')
	await done(desk)
	const chair = await as('approver', at, { script: false })
	await act(chair, 'sign')
	await done(chair)
	await counter.goto(server.address + at)
	await act(counter, 'deliver')
	const called = await as('nobody', `/track?code=${code}`, { script: false })
	equal((await called.locator('.act').textContent()).includes('Mang theo Giấy tiếp nhận hồ sơ và hẹn trả kết quả'), true, 'what to bring')
	await done(called)
	await act(counter, 'return', { to: 'Pờ Mỳ Lế' })
	equal(await counter.locator('main .tag').first().textContent(), 'Đã trả kết quả', 'where it ends')
	await done(counter)
})

test('without script a citizen files online, and finds it among their own', async () => {
	const page = await as('citizen', '', { script: false })
	const code = await receive(page, 'Chu Xì De', async () => {}, '03158')
	await page.goto(server.address + '/my')
	equal(await page.getByText(code).count() > 0, true, 'it is there')
	await done(page)
	const counter = await as('reception', '/dossiers', { script: false })
	equal(await counter.getByText(code).count() > 0, true, 'who has to receive it sees it first')
	await counter.goto(`${server.address}/dossiers/${code}`)
	await act(counter, 'accept')
	equal(await counter.locator('main .tag').first().textContent(), 'Được tiếp nhận', 'where it is')
	await done(counter)
})

for (const script of [true, false]) {
	screen(`what was typed when the session ended is sent after the sign-in ${script ? 'with' : 'without'} script`, async () => {
		const page = await as('reception', '', { script })
		// What is wrong with the page; the browser notes 401 and 422 as errors.
		const seen = async (status) => {
			page.faults = page.faults.filter((fault) => !fault.includes(`status of ${status}`))
			return script ? look(page) : []
		}
		await page.goto(server.address + '/dossiers/new?procedure=2.000635')
		await page.locator('[id="applicant.name"]').fill('Sùng A Páo & con')
		await page.locator('[id="applicant.address"]').fill('Bản <Tà Miếu>')
		const other = await page.context().newPage()
		await other.goto(server.address + '/')
		await other.getByRole('button', { name: 'Đăng xuất' }).click()
		await other.getByRole('link', { name: 'Đăng nhập' }).waitFor()
		delete cookies.reception
		await page.locator('button:not([name])', { hasText: 'Tiếp tục' }).click()
		await page.getByRole('heading', { name: 'Nội dung bạn vừa nhập vẫn còn' }).waitFor()
		equal(await seen(401), [], 'the sign-in')
		equal(page.url().includes('?'), false, 'the address')
		await page.fill('#name', people.reception)
		await page.fill('#password', 'sai mat khau')
		await page.locator('form[action="/sign-in"] button').click()
		await page.getByText('Tên đăng nhập hoặc mật khẩu chưa đúng').first().waitFor()
		equal(await seen(422), [], 'refused')
		await page.locator(`button[name=name][value="${people.reception}"]`).click()
		await page.getByRole('heading', { name: 'Xem lại và gửi' }).waitFor()
		equal(await page.locator('main dd').allTextContents(), ['Sùng A Páo & con', 'Bản <Tà Miếu>', 'Tại quầy', 'Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh'], 'what was typed')
		equal(await seen(200), [], 'before it is sent')
		await page.locator('main').getByRole('button', { name: 'Gửi' }).press('Enter')
		await page.getByText('Bước 3 trong 5').first().waitFor()
		equal(await page.locator('[name="applicant.address"]').inputValue(), 'Bản <Tà Miếu>', 'on the next step')
		await done(page)
	})
}

screen('every step of filing online is in order', async () => {
	const page = await as('citizen', '')
	await receive(page, 'Chu Xì De', async (step) => {
		const found = await look(page, false)
		await page.setViewportSize({ width: 1280, height: 900 })
		equal(found, [], step)
	}, '03158')
	await done(page)
})

test('without script an account is opened, given and denied roles, closed and opened again', async () => {
	const page = await as('admin', '/people', { script: false })
	await page.fill('#full_name', 'Khoàng Gió Xạ')
	await page.fill('#name', 'Xạ Gió')
	await page.fill('#unit', '03158')
	for (const role of ['handler', 'clerk']) await page.check(`[name=roles][value=${role}]`)
	await press(page, 'Mở tài khoản')
	equal(await page.locator('[name=roles]:checked').evaluateAll((all) => all.map((one) => one.value)), ['handler', 'clerk'], 'what was ticked')
	equal(await page.inputValue('#full_name'), 'Khoàng Gió Xạ', 'what was typed')
	page.faults.length = 0 // 422 is noted as an error by the browser
	await page.fill('#name', 'xa.gio')
	await press(page, 'Mở tài khoản')
	equal((await page.locator('.done .id').textContent()).length >= 12, true, 'the first password')
	await page.goto(server.address + '/people/xa.gio')
	const main = async (text) => (await page.locator('main').textContent()).includes(text)
	const roles = () => page.locator('form[action$="/end"]').count()
	equal(await roles(), 1, 'grants')
	await page.fill('#unit', '03160')
	await page.check('[name=roles][value=head]')
	await press(page, 'Giao vai trò')
	equal(await roles(), 2, 'grants after giving')
	await page.locator('form[action$="/end"] button').first().click()
	equal(await roles(), 1, 'grants after ending')
	await page.locator('form[action$="/revoke"] button').click()
	await page.locator('form[action$="/password"] button').click()
	equal(await page.locator('.done .id').count(), 1, 'another first password')
	await page.goto(server.address + '/people/xa.gio')
	await page.locator('form[action$="/disable"] button').click()
	equal(await page.locator('form[action$="/disable"]').count(), 0, 'it can be disabled')
	await page.locator('form[action$="/enable"] button').click()
	equal(await page.locator('form[action$="/disable"]').count(), 1, 'it is open again')
	equal(await main('Khoàng Gió Xạ'), true, 'whose it is')
	await done(page)
})

screen('an account with faults, with a first password and closed is in order', async () => {
	const page = await as('admin', '/people')
	const seen = async (what) => {
		equal(await look(page, false), [], what)
		await page.setViewportSize({ width: 1280, height: 900 })
	}
	await page.fill('#full_name', 'Sừng Sừng Khai')
	await page.fill('#name', 'Sừng Khai')
	await page.locator('form[action="/people"][method=post]').evaluate((form) => form.submit())
	await page.getByText('Lỗi:').first().waitFor({ state: 'attached' })
	page.faults.length = 0 // 422 is noted as an error by the browser
	await seen('with faults')
	await page.fill('#name', 'sung.khai')
	await page.fill('#unit', '03158')
	await page.check('[name=roles][value=clerk]')
	await press(page, 'Mở tài khoản')
	await page.locator('.done .id').waitFor()
	await seen('with a password')
	await page.goto(server.address + '/people/sung.khai')
	await page.locator('form[action$="/disable"] button').click()
	await page.locator('form[action$="/enable"]').waitFor()
	await seen('closed')
	await done(page)
})

screen('J and K move between rows, Enter opens one, N begins a new one', async () => {
	const page = await as('reception', '/dossiers')
	const at = () => page.evaluate(() => [...document.querySelectorAll('.row .go')].indexOf(document.activeElement))
	for (const [key, want] of [['j', 0], ['j', 1], ['j', 2], ['k', 1]]) {
		await page.keyboard.press(key)
		equal(await at(), want, `after ${key}`)
	}
	const href = await page.locator('.row .go').nth(1).getAttribute('href')
	await page.keyboard.press('Enter')
	await page.waitForURL('**' + href)
	await page.goto(server.address + '/dossiers')
	await page.keyboard.press('n')
	await page.waitForURL('**/dossiers/new')
	await done(page)
})

test('people are sought by name, and the name stands in no address', async () => {
	const page = await as('handler', '/dossiers')
	const name = (await page.locator('.row small').first().textContent()).split(' · ')[0]
	await page.keyboard.press('/')
	await page.keyboard.type(name)
	await page.keyboard.press('Enter')
	await page.waitForURL('**/search*')
	equal(new URL(page.url()).search, '', 'the address')
	equal((await page.locator('.row small').first().textContent()).startsWith(name), true, 'the first row')
	equal(await look(page, false), [], 'what is wrong')
	await done(page)
})

// --- The night, without script

const order = '/orders/1661-NQ-UBTVQH15'

async function press(page, name) {
	await page.getByRole('button', { name }).first().click()
}

test('one tick selects all rows, and goes when one of them goes', async () => {
	const page = await as('organiser', `${order}/residue`)
	const all = page.getByLabel('Chọn tất cả'), rows = page.locator('[name=keys]')
	await all.check()
	equal(await page.locator('[name=keys]:not(:checked)').count(), 0, 'rows without a tick')
	await rows.first().uncheck()
	equal(await all.isChecked(), false, 'not all')
	await rows.first().check()
	equal(await all.isChecked(), true, 'all again')
	await all.uncheck()
	await page.selectOption('#unit', { index: 1 })
	await press(page, 'Chuyển các mục đã chọn')
	await page.locator('[data-focus]').waitFor()
	page.faults.length = 0 // the answer is 422, which the browser notes
	equal(await page.locator('#unit').inputValue() !== '', true, 'what was chosen stays')
	equal(await look(page), [], 'what is wrong')
	await done(page)
})

test('a person decides what no rule can, and then nothing blocks the order', async () => {
	const page = await as('organiser', order, { script: false })
	equal(await page.locator('[aria-labelledby=why] li').count() > 0, true, 'there are blocks')
	equal(await page.getByRole('button', { name: 'Trình phê duyệt' }).getAttribute('aria-disabled'), 'true', 'it is locked')
	await page.locator('[aria-labelledby=why] a').first().click()
	while (await page.locator('[name=keys]').count()) {
		await page.selectOption('#unit', { index: 1 })
		await press(page, /Chuyển cả \d+ mục/)
	}
	await page.goto(server.address + order)
	equal(await page.locator('[aria-labelledby=why] li').count(), 0, 'blocks')
	await done(page)
})

test('one proposes, the same cannot confirm, another does', async () => {
	const one = await as('organiser', order, { script: false })
	await press(one, 'Trình phê duyệt')
	equal(await one.locator('main [aria-disabled=true]').count(), 1, 'locked for the first')
	await done(one)
	const two = await as('second', order, { script: false })
	equal(await two.locator('main [aria-disabled=true]').count(), 0, 'locked for the second')
	await two.locator('button[form=confirm]').click()
	equal((await two.locator('h1').textContent()).includes('1661/NQ-UBTVQH15'), true, 'the heading')
	equal(await two.locator('main .msg.info').count() > 0, true, 'it waits for the day')
	equal(await two.locator('button[form=confirm]').count(), 0, 'there is more to confirm')
	await done(two)
})

test('the clock moves to midnight, and a certificate can be read', async () => {
	const page = await as('organiser', '/', { script: false })
	await page.selectOption('#clock-step', 'midnight')
	await press(page, 'Chuyển đồng hồ')
	equal((await page.locator('.rehearse time').getAttribute('datetime')).slice(0, 10), '2025-07-01', 'the day')
	await page.goto(server.address + order)
	await page.locator('a[href$="/certificate"]').click()
	equal((await page.locator('pre').textContent()).includes('"state":"applied"'), true, 'the certificate')
	await page.goto(server.address + '/units/03158')
	equal(await page.locator('h1').textContent(), 'Xã Sín Thầu', 'who bears the code now')
	await page.fill('#unit-on', '2025-06-30')
	await press(page, 'Xem')
	equal(await page.locator('h1').textContent(), 'Xã Leng Su Sìn', 'and who bore it the evening before')
	await done(page)
})

visitAll(morning, 'in the morning')

// --- The evening again

test('the demo starts over from the bar, without script', async () => {
	const page = await as('nobody', '/', { script: false })
	const said = page.waitForResponse('**/demo/restart')
	await press(page, 'Làm lại từ đầu')
	equal((await said).status(), 200, 'the answer')
	for (let i = 0; i < 300; i++) { // the server is away for a moment, and the page asks again by itself
		const day = await page.goto(server.address + '/').then(() =>
			page.locator('.rehearse time').getAttribute('datetime')).catch(() => '')
		if (day.startsWith('2025-06-30')) break
		await new Promise((resolve) => { setTimeout(resolve, 100) })
	}
	equal((await page.locator('.rehearse time').getAttribute('datetime')).slice(0, 16), '2025-06-30T15:00', 'the clock')
	for (const who of Object.keys(cookies)) delete cookies[who]
	page.faults.length = 0 // refused while it was away
	await page.goto(server.address + '/units/03158')
	equal(await page.locator('h1').textContent(), 'Xã Leng Su Sìn', 'the map')
	await done(page)
})

// --- What goes over the wire

async function weigh(who, path) {
	const page = await as(who, '')
	const wire = await page.context().newCDPSession(page)
	let bytes = 0
	await wire.send('Network.enable')
	await wire.send('Network.setCacheDisabled', { cacheDisabled: true })
	wire.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength })
	const strangers = []
	page.on('request', (request) => { if (!request.url().startsWith(server.address)) strangers.push(request.url()) })
	await page.goto(server.address + path, { waitUntil: 'networkidle' })
	equal(strangers, [], 'requests to others')
	await done(page)
	return bytes
}

screen('the first view of a citizen is at most 20 kB', async () => {
	const bytes = await weigh('nobody', '/')
	console.log(`# ${bytes} bytes`)
	equal(bytes > 1000 && bytes <= 20000, true, `${bytes} bytes`)
})

screen('the first view of an officer is at most 100 kB', async () => {
	const bytes = await weigh('handler', '/dossiers')
	console.log(`# ${bytes} bytes`)
	equal(bytes > 1000 && bytes <= 100000, true, `${bytes} bytes`)
})

const failed = await runAll()
await browser.close()
const said = await server.stop()
const bad = said.split('\n').filter((line) => /runtime error|AddressSanitizer|LeakSanitizer/.test(line))
for (const line of bad) console.log(`# the server: ${line}`)
process.exit(failed || bad.length ? 1 : 0)
