package io.durableemitter.benchmarks.speed;

/**
 * What the processes beside the emitter have used.
 *
 * @param postgresSeconds processor time of PostgreSQL's processes
 * @param ingressSeconds processor time of the ingress
 * @param walBytes written to the log
 * @param commits of all sessions
 */
record Costs(double postgresSeconds, double ingressSeconds, double walBytes, double commits) {

  /** Adds to the figures what an event has cost since then. */
  void since(Costs before, double events, String name, Figures figures) {
    double number = Math.max(1, events);
    figures.add(
        name + ".postgresMicros", (postgresSeconds - before.postgresSeconds) * 1e6 / number);
    figures.add(name + ".ingressMicros", (ingressSeconds - before.ingressSeconds) * 1e6 / number);
    figures.add(name + ".walBytes", (walBytes - before.walBytes) / number);
    figures.add(name + ".commits", (commits - before.commits) / number);
  }
}
