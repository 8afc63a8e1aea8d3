package io.durableemitter.cli;

import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.ingress.IngressServerBuilder;
import io.durableemitter.ingress.auth.TokenPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom the ingress lets in. */
final class AccessOptions {

  private static final String KEY = "[0-9a-fA-F]{64}";

  @Option(
      names = "--allow-key",
      paramLabel = "HEX[=SOURCE,...]|FILE",
      description = {
        "An Ed25519 public key whose tokens are taken, alone or with the sources that it may publish",
        "(* is any characters), or a file of them, one per line, which is read again on change;",
        "repeatable. Default: no token is asked for."
      })
  private List<String> allowed = new ArrayList<>();

  @Option(
      names = "--token-max-age",
      paramLabel = "TIME",
      description = "How old a token may be; more than the clients' --token-ttl. Default 15m.")
  private Optional<Duration> maxAge = Optional.empty();

  @Mixin private TlsOptions tls = new TlsOptions();

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Clients must show a certificate of one of these authorities (mTLS).")
  private String clientCa = "";

  void apply(IngressServerBuilder server) {
    if (!allowed.isEmpty()) {
      server.tokens(policy());
    } else if (maxAge.isPresent()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--token-max-age needs --allow-key as well: without it no token is asked for");
    }
    TlsConfig config = tls.config(clientCa);
    if (tls.given()) {
      server.tls(config);
    } else if (!clientCa.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "--tls-client-ca needs --tls-cert and --tls-key as well");
    }
  }

  private TokenPolicy policy() {
    List<String> keys = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (String given : allowed) {
      // what follows a key's equals sign is its own, commas included
      for (String entry :
          given.matches(KEY + "\\s*=.*") ? List.of(given) : List.of(given.split(",", -1))) {
        (entry.strip().matches(KEY + "(\\s*=.*)?") ? keys : files).add(entry.strip());
      }
    }
    if (files.size() > 1) {
      throw new CommandException(
          ExitCode.USAGE,
          "--allow-key takes keys of 64 hex digits and one file, but these are neither keys nor"
              + " one file: "
              + files);
    }
    for (String file : files) {
      if (!Files.exists(Path.of(file))) {
        throw new CommandException(
            ExitCode.USAGE, "--allow-key " + file + " is neither 64 hex digits nor a file");
      }
    }
    TokenPolicy.Builder policy = TokenPolicy.builder().allowedKeys(keys);
    maxAge.ifPresent(policy::maxAge);
    files.forEach(file -> policy.keyFile(Path.of(file)));
    return policy.build();
  }

  String describe() {
    return (tls.given()
            ? "TLS" + (clientCa.isEmpty() ? "" : " with client certificates")
            : "plaintext")
        + " gRPC"
        + (allowed.isEmpty() ? "" : ", signed tokens only");
  }
}
