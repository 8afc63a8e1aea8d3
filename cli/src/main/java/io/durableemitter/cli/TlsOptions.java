package io.durableemitter.cli;

import io.durableemitter.chipingress.tls.TlsConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The certificate that this end shows. */
final class TlsOptions {

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      defaultValue = "",
      description = "The certificate to show, with its chain, in PEM form; read again on change.")
  private String certificate = "";

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      defaultValue = "",
      description = "The private key of --tls-cert: PKCS#8 in PEM form, not encrypted.")
  private String key = "";

  boolean given() {
    return !certificate.isEmpty() || !key.isEmpty();
  }

  /** With the authorities of a file too, if one is named. */
  TlsConfig config(String trusted) {
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          (certificate.isEmpty() ? "--tls-key" : "--tls-cert")
              + " is given alone; a certificate needs its key: give both --tls-cert and --tls-key");
    }
    TlsConfig.Builder config = TlsConfig.builder();
    if (given()) {
      config.identity(Path.of(certificate), Path.of(key));
    }
    if (!trusted.isEmpty()) {
      config.trusted(Path.of(trusted));
    }
    return config.build();
  }
}
