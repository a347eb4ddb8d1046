// SPDX-License-Identifier: Apache-2.0
// All pages, and who looks at them. A page with `find` is opened through the first link that the selector
// meets on `path`; what is not there yet at that time of the story is no page.
export const people = {
	nobody: '',
	citizen: 'congdan.mot',
	reception: 'tiepnhan.03158',
	handler: 'thuly.03158',
	approver: 'lanhdao.03158',
	clerk: 'vanthu.03158',
	organiser: 'sapxep.mot',
	second: 'sapxep.hai',
	leader: 'lanhdao.tinh',
	inspector: 'thanhtra',
	admin: 'quantri',
}

// `full` is looked at in dark and in high contrast on every run, the others with --long.
export const evening = [
	{ who: 'nobody', path: '/', full: true },
	{ who: 'nobody', path: '/guide' },
	{ who: 'nobody', path: '/sign-in', full: true },
	{ who: 'nobody', path: '/units' },
	{ who: 'nobody', path: '/units?q=muong' },
	{ who: 'nobody', path: '/units?q=zzzz' },
	{ who: 'nobody', path: '/units/03158', full: true },
	{ who: 'nobody', path: '/ledger' },
	{ who: 'nobody', path: '/procedures', full: true },
	{ who: 'nobody', path: '/procedures?q=khai+sinh' },
	{ who: 'nobody', path: '/procedures?q=zzzz' },
	{ who: 'nobody', path: '/procedures?q=khai+sinh', find: 'main a[href^="/procedures/"]', full: true },
	{ who: 'nobody', path: '/no-such-page', status: 404, full: true },
	{ who: 'nobody', path: '/units/99999', status: 404 },
	{ who: 'citizen', path: '/' },
	{ who: 'citizen', path: '/me', full: true },
	{ who: 'citizen', path: '/indicators', status: 403 },
	{ who: 'handler', path: '/units' },
	{ who: 'leader', path: '/indicators', full: true },
	{ who: 'inspector', path: '/indicators' },
	{ who: 'organiser', path: '/orders' },
	{ who: 'organiser', path: '/orders/1661-NQ-UBTVQH15', full: true },
	{ who: 'organiser', path: '/orders/1661-NQ-UBTVQH15/residue', full: true },
	{ who: 'leader', path: '/orders/1661-NQ-UBTVQH15' },
	{ who: 'admin', path: '/people', full: true },
	{ who: 'admin', path: '/people', find: 'main a[href^="/people/"]' },
]

export const morning = [
	{ who: 'nobody', path: '/units' },
	{ who: 'nobody', path: '/units/03158', full: true },
	{ who: 'nobody', path: '/units/03158?on=2025-06-30', full: true },
	{ who: 'leader', path: '/indicators', full: true },
	{ who: 'organiser', path: '/orders/1661-NQ-UBTVQH15', full: true },
	{ who: 'organiser', path: '/orders/1661-NQ-UBTVQH15/residue' },
	{ who: 'inspector', path: '/orders/1661-NQ-UBTVQH15/certificate', full: true },
]
