/**
 * Milliseconds since then that this process was at work, or that have passed where they are fewer: what others do on the
 * machine is no part of it.
 */
export function startTimer(): () => number {
  const [from, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(performance.now() - from, (user + system) / 1000);
  };
}
