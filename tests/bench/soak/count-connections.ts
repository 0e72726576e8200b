import { readdir, readFile, readlink } from 'node:fs/promises';

/** Inodes of the sockets that a process holds. */
const socketsOf = async (pid: number): Promise<ReadonlySet<string>> => {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
};

const ESTABLISHED = '01';

/** How many connections a process has to a port of this machine. Undefined except on Linux. */
export const countConnections = async (pid: number, port: number): Promise<number | undefined> => {
  if (process.platform !== 'linux') return undefined;
  const mine = await socketsOf(pid);
  const table = await readFile(`/proc/${pid}/net/tcp`, 'utf8');
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[2]?.endsWith(remote) && fields[3] === ESTABLISHED && mine.has(fields[9] ?? '')).length;
};
