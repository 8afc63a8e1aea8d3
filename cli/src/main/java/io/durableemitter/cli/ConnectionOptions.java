package io.durableemitter.cli;

import io.durableemitter.api.DurableEventStore;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import picocli.CommandLine.Option;

/** Where events are delivered. */
final class ConnectionOptions {

  @Option(
      names = "--endpoint",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9090",
      description = "The Chip Ingress server. Default ${DEFAULT-VALUE}.")
  String endpoint = "";

  @Option(
      names = "--plaintext",
      description = "Connect without TLS, as to 'durable-emitter ingress'. Default: TLS.")
  boolean plaintext;

  /** Fails if the options are wrong; asked before anything else is started. */
  void check() {
    try {
      ChipIngressClient.builder(endpoint);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--" + e.getMessage(), e);
    }
  }

  DurableEmitter emitter(DurableEventStore store, EmitterConfig config) {
    DurableEmitterSetup setup =
        DurableEmitterSetup.builder(store).endpoint(endpoint).emitter(config);
    try {
      return (plaintext ? setup.plaintext() : setup).build();
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--" + e.getMessage(), e);
    }
  }
}
