/**
 * With what `npm start` runs the supervisor, which has nothing to compute: V8's last compiler and Node's snapshot would take
 * 9 MB of it. Node keeps a compile cache for each set of flags, hence the warm-up needs to know them, too.
 */
export const supervisorFlags = ['--no-opt', '--no-node-snapshot']
