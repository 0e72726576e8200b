/** The log shows the console's requests like any others; it leaves them out by this prefix. */
export const OWN_REQUESTS = 'console-';
