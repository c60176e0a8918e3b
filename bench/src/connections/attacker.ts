import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Attack } from './attacks.ts'

export type AttackOrder = { readonly attack: Attack; readonly port: number }

/** A process of its own: its cost must not be counted, and it must not wait for its target. */
const [{ attack, port }] = (await once(process, 'message')) as [AttackOrder]
const text = Buffer.from(attack.text, 'latin1')
const comeBackAfterMs = 5
const dripEveryMs = 1_000
const sockets = new Set<Socket>()

function open(): void {
  const socket = connect(port, '127.0.0.1')
  sockets.add(socket)
  socket.on('error', () => {})
  socket.on('close', () => {
    sockets.delete(socket)
    if (attack.comesBack) setTimeout(open, comeBackAfterMs)
  })
  if (text.length > 0) socket.write(text)
  if (attack.reads) socket.resume()
  else socket.pause()
  if (attack.leavesAfterMs !== undefined)
    socket.once('connect', () => setTimeout(() => socket.resetAndDestroy(), attack.leavesAfterMs))
}

for (let number = 0; number < attack.connections; number += 1) open()
const { drip } = attack
if (drip !== undefined)
  setInterval(() => {
    for (const socket of sockets) socket.write(drip)
  }, dripEveryMs)
process.on('disconnect', () => process.exit())
