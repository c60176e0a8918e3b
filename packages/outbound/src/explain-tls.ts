/** OpenSSL's message about a failed connection, in words for people, without any host's name. */
export function explainTls(message: string): string {
  if (/expired/i.test(message)) return "The server's TLS certificate has expired."
  if (/self.signed/i.test(message)) return "The server's TLS certificate is self-signed."
  if (/altnames/i.test(message)) return "The server's TLS certificate is for another host name."
  if (/issuer|verify/i.test(message)) return "The server's TLS certificate cannot be verified."
  if (/wrong version number|packet length too long|http request/i.test(message))
    return 'The server does not speak TLS at this port: is it an http:// address?'
  if (/protocol version|handshake failure|no shared cipher/i.test(message))
    return 'The server and Pressrun have no version of TLS in common.'
  return 'No TLS connection to the server could be made.'
}
