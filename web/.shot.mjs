import { chromium } from '@playwright/test'
const [url, out, w, h, wait] = process.argv.slice(2)
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--use-angle=swiftshader','--enable-unsafe-swiftshader'] })
const p = await b.newPage({ viewport: { width: +w, height: +h } })
const logs=[]; p.on('console', m => { if (m.type()==='error'||m.type()==='warning') logs.push(m.text().slice(0,200)) }); p.on('requestfailed', r => logs.push('FAILED '+r.url().slice(0,120)+' '+r.failure()?.errorText)); p.on('response', r => { if (r.status()>=400) logs.push(r.status()+' '+r.url().slice(0,120)) })
await p.goto(url); await p.waitForTimeout(+(wait||6000))
await p.screenshot({ path: out }); console.log([...new Set(logs)].slice(0,15).join('\n')); await b.close()
