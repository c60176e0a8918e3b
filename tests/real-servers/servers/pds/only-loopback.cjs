// The PDS and the PLC listen on all interfaces, without a setting to change that.
const { Server } = require('node:net')
const { listen } = Server.prototype
Server.prototype.listen = function (port, ...rest) {
  const host = typeof port === 'number' ? ['127.0.0.1'] : []
  return listen.call(this, port, ...host, ...rest)
}
