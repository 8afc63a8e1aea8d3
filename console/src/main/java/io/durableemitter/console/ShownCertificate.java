package io.durableemitter.console;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.tls.FileWatch;
import io.durableemitter.api.internal.tls.PemIdentity;
import io.durableemitter.api.internal.tls.WatchedFiles;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** The certificate that the console shows, read again when its files change. */
final class ShownCertificate implements AutoCloseable {

  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(ShownCertificate.class);
  private final ReloadedKeys keys = new ReloadedKeys();
  private final FileWatch watch;

  /**
   * Where it is.
   *
   * @param certificate a chain in PEM form
   * @param key its private key: PKCS#8 in PEM form, not encrypted
   */
  record Source(Path certificate, Path key) {}

  private ShownCertificate(Source source, Duration interval) {
    this.watch = new FileWatch("console-tls-files", interval, log);
    try {
      watch.add(
          new WatchedFiles(
              PemIdentity.WHAT,
              List.of(source.certificate, source.key),
              () -> {
                PemIdentity identity = PemIdentity.read(source.certificate, source.key);
                keys.show(identity);
                identity.warnIfInvalid(source.certificate, log);
              }));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tlsCert and tlsKey must belong together: " + e.getMessage(), e);
    }
  }

  /** Reads the files and begins to watch them. */
  static ShownCertificate open(Source source, Duration interval) {
    return new ShownCertificate(source, interval);
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot speak TLS", e);
    }
  }

  /** Ends watching. */
  @Override
  public void close() {
    watch.close();
  }
}
