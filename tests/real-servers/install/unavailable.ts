/** Why a real server is unavailable on this machine: a tool is missing, or its packages cannot be reached. */
export class Unavailable extends Error {}
