// SPDX-License-Identifier: Apache-2.0
// What every browser test needs: a server of its own with a demo store, Chromium, axe, and TAP.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// Themes are other colours and nothing else (app.css): these rules are about colours.
const colourRules = ['color-contrast', 'link-in-text-block']

export const widths = [360, 1280]
export const themes = ['light', 'dark', 'contrast']

const long = process.argv.includes('--long')

// The folder of the socket of a PostgreSQL (tests/cluster.sh); without one the store is a file.
const postgres = process.env.TEST_POSTGRES

// Whether screens are looked at, too: on PostgreSQL with --long only, for they are the same there.
export const whole = !postgres || long

// A new database for the demo, whose URL this is.
function database() {
	const name = `browser_${process.pid}`
	const made = spawnSync('psql', ['-h', postgres, '-U', 'haicap', '-d', 'postgres', '-c', `CREATE DATABASE ${name}`])
	if (made.status !== 0) throw new Error(`no database: ${made.error ?? made.stderr}`)
	return `postgres://haicap@/${name}?host=${postgres}`
}

// Starts `haicap serve --demo` on a free port. Resolves once it has said its address.
export async function serve(options = []) {
	const dir = mkdtempSync(join(tmpdir(), 'haicap-browser-'))
	const store = postgres ? database() : `sqlite:${dir}/demo.db`
	const args = ['serve', '--demo', '--db', store, '--listen', '127.0.0.1:0', '--track-limit', '0', ...options]
	const program = resolve(process.env.HAICAP ?? 'build-test/haicap')
	const child = spawn(program, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] }) // its key lies there
	let said = ''
	const address = await new Promise((found, reject) => {
		const hear = (chunk) => {
			said += chunk
			const url = said.match(/http:\/\/[^\s]+/)
			if (url) found(url[0].replace(/\/$/, ''))
		}
		child.stdout.on('data', hear)
		child.stderr.on('data', (chunk) => { said += chunk })
		child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
	})
	return {
		address,
		async stop() {
			child.removeAllListeners('exit')
			const gone = new Promise((resolve) => child.once('exit', resolve))
			child.kill('SIGTERM')
			await gone
			rmSync(dir, { recursive: true, force: true })
			return said
		},
	}
}

export async function launch() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
			'--disable-background-networking', '--disable-component-update', '--disable-sync'],
	})
}

// A page of its own context that notes what must never happen.
export async function open(browser, { width = 1280, script = true, theme = '', lang = 'vi' } = {}) {
	const context = await browser.newContext({
		viewport: { width, height: 900 },
		javaScriptEnabled: script,
		colorScheme: theme === 'dark' ? 'dark' : 'light',
		contrast: theme === 'contrast' ? 'more' : 'no-preference',
		reducedMotion: 'reduce', // colours and places are looked at when they have arrived
		locale: lang === 'en' ? 'en-GB' : 'vi-VN',
	})
	const page = await context.newPage()
	page.faults = []
	page.on('console', (message) => {
		if (message.type() === 'error' || /Content Security Policy/i.test(message.text()))
			page.faults.push(message.text())
	})
	page.on('pageerror', (error) => page.faults.push(String(error)))
	return page
}

// What axe finds, and what sticks out sideways: a list of sentences, empty when all is well. Asked for `colours`
// it looks at these only, of a page that was seen whole in another theme; with --long at all there is.
export async function faultsOf(page, colours = false) {
	const faults = [...page.faults]
	page.faults.length = 0
	if (!await page.evaluate(() => Boolean(window.axe))) await page.evaluate(axeSource)
	const runOnly = colours && !long ? { type: 'rule', values: colourRules } : rules
	const { violations } = await page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), runOnly)
	for (const v of violations)
		faults.push(`${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`)
	return [...faults, ...await page.evaluate(amiss)]
}

// The page puts on another theme, as the machine would ask for it.
export async function wear(page, theme) {
	await page.emulateMedia({
		colorScheme: theme === 'dark' ? 'dark' : 'light',
		contrast: theme === 'contrast' ? 'more' : 'no-preference',
	})
}

// What does not fit: at 200 % zoom of an office screen, and with the text spacing of WCAG 1.4.12 on a phone.
export async function squeeze(page) {
	const faults = []
	const measure = async (where) => {
		for (const one of await page.evaluate(amiss)) faults.push(`${where}: ${one}`)
	}
	await page.setViewportSize({ width: 640, height: 450 })
	await measure('at 200 %')
	await page.setViewportSize({ width: 360, height: 900 })
	await page.evaluate(() => {
		const sheet = new CSSStyleSheet()
		sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
			word-spacing: .16em !important } p { margin-bottom: 2em !important }`)
		document.adoptedStyleSheets = [sheet]
	})
	await measure('with text spacing')
	await page.evaluate(() => { document.adoptedStyleSheets = [] })
	return faults
}

// In the page: what sticks out of it sideways, what is cut off, and what points nowhere.
function amiss() {
	const found = []
	const name = (n) => `${n.tagName.toLowerCase()}.${n.className} “${n.textContent.trim().slice(0, 40)}”`
	const over = document.documentElement.scrollWidth - window.innerWidth
	if (over > 0) found.push(`${over} px stick out sideways`)
	for (const n of document.querySelectorAll('body *')) {
		if (over > 0 && n.getBoundingClientRect().right > window.innerWidth + 1 && !n.closest('.scroll, .tabs, .side, svg'))
			found.push(`${name(n)} sticks out`)
		const style = getComputedStyle(n)
		if (/hidden|clip/.test(style.overflowX) && style.clipPath === 'none' && !n.closest('svg') && n.scrollWidth > n.clientWidth + 1)
			found.push(`${name(n)} is cut off`)
	}
	for (const n of document.querySelectorAll('[aria-describedby], [aria-labelledby], label[for], a[href^="#"]'))
		for (const a of ['aria-describedby', 'aria-labelledby', 'for', 'href'])
			for (const id of n.getAttribute(a)?.split(' ') ?? [])
				if ((a !== 'href' || /^#./.test(id)) && !document.getElementById(id.replace(/^#/, '')))
					found.push(`${name(n)} speaks of ${id}, which is not there`)
	return found.slice(0, 5)
}

// TAP.
const tests = []
export function test(name, run) {
	tests.push([name, run])
}

// One that is about the screen, whatever the store.
export function screen(name, run) {
	if (whole) test(name, run)
}

export async function runAll() {
	const named = process.argv.slice(2).filter((word) => !word.startsWith('-'))
	const chosen = tests.filter(([name]) => !named.length || named.includes(name))
	let failed = 0
	console.log(`1..${chosen.length}`)
	for (const [index, [name, run]] of chosen.entries()) {
		try {
			await run()
			console.log(`ok ${index + 1} - ${name}`)
		} catch (error) {
			failed++
			for (const line of String(error.stack ?? error).split('\n').slice(0, 12)) console.log(`# ${line}`)
			console.log(`not ok ${index + 1} - ${name}`)
		}
	}
	return failed
}

export function equal(got, want, what) {
	if (JSON.stringify(got) !== JSON.stringify(want))
		throw new Error(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`)
}
