// SPDX-License-Identifier: Apache-2.0
// What every browser test needs: a server of its own with a demo store, Chromium, axe, and TAP.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export const long = process.argv.includes('--long')
export const widths = [360, 1280]
export const themes = ['light', 'dark', 'contrast']

// Starts `haicap serve --demo` on a free port. Resolves once it has said its address.
export async function serve(options = []) {
	const dir = mkdtempSync(join(tmpdir(), 'haicap-browser-'))
	const args = ['serve', '--demo', '--db', `sqlite:${dir}/demo.db`, '--listen', '127.0.0.1:0', '--track-limit', '0', ...options]
	const child = spawn(process.env.HAICAP, args, { stdio: ['ignore', 'pipe', 'pipe'] })
	let said = ''
	const address = await new Promise((resolve, reject) => {
		const hear = (chunk) => {
			said += chunk
			const found = said.match(/http:\/\/[^\s]+/)
			if (found) resolve(found[0].replace(/\/$/, ''))
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

// What axe finds, and what sticks out sideways: a list of sentences, empty when all is well.
export async function faultsOf(page) {
	const faults = [...page.faults]
	page.faults.length = 0
	await page.evaluate(axeSource)
	const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), rules)
	for (const v of violations)
		faults.push(`${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`)
	const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
	if (over > 0) faults.push(`${over} px stick out sideways`)
	return faults
}

// TAP.
const tests = []
export function test(name, run) {
	tests.push([name, run])
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
