/** Where the parts are that the console shows. Base URLs without a slash at the end. */
export type ConsoleParts = {
  host: string;
  issuer: string;
  audience: string;
  cosmos: string;
  serviceBusControl: string;
  blobs: string;
  /** Absent unless the traces part runs. */
  traces?: string;
  /** Ends the host at once and starts another. Absent if this program did not start it. */
  killHost?: () => Promise<void>;
};
