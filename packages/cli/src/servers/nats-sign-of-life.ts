import { connect } from 'node:net'
import { answeredInTime } from './sign-of-life.ts'

/**
 * Resolves when the server lets us in and its JetStream responds; rejects when not, in time. It speaks the client
 * protocol by hand: a client would stay in the supervisor's memory for good.
 */
export async function natsSignOfLife(url: string): Promise<void> {
  const { hostname, port, username, password } = new URL(url)
  const answered = Promise.withResolvers<void>()
  const socket = connect({ host: hostname, port: Number(port) })
  const login = { user: username, pass: decodeURIComponent(password), verbose: false }
  const question =
    `CONNECT ${JSON.stringify(login)}\r\n` +
    'SUB _INBOX.sign-of-life 1\r\nPUB $JS.API.INFO _INBOX.sign-of-life 0\r\n\r\n'
  let output = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') socket.write(question)
    output += text
    if (output.includes('\r\nMSG ') && output.endsWith('}\r\n'))
      if (output.includes('"error"')) answered.reject(new Error('JetStream is off'))
      else answered.resolve()
  })
  await answeredInTime(socket, answered)
}
