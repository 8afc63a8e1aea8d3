package io.durableemitter.chipingress.tls;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Watches the files of a {@link TlsConfig} and makes gRPC's credentials of them. Safe for
 * concurrent use; to be closed when the last connection is.
 */
public final class TlsFiles implements AutoCloseable {

  private final TlsConfig config;
  private final ScheduledExecutorService watcher;
  private final Optional<AdvancedTlsX509TrustManager> trust;
  private final Optional<AdvancedTlsX509KeyManager> key;

  private TlsFiles(TlsConfig config) {
    this.config = config;
    // it starts its thread with the first file
    this.watcher =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "durable-emitter-tls-files");
              thread.setDaemon(true);
              return thread;
            });
    this.trust = config.trusted().map(this::trust);
    this.key = config.identity().map(this::key);
  }

  /**
   * Reads the files and begins to watch them.
   *
   * @param config which files
   * @return the files
   * @throws IllegalArgumentException if a file is missing or is not what it should be; the message
   *     names it
   */
  public static TlsFiles open(TlsConfig config) {
    return new TlsFiles(config);
  }

  private AdvancedTlsX509TrustManager trust(Path file) {
    try {
      AdvancedTlsX509TrustManager manager = AdvancedTlsX509TrustManager.newBuilder().build();
      manager.updateTrustCredentials(file.toFile(), millis(), TimeUnit.MILLISECONDS, watcher);
      return manager;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable("X.509 certificates to trust", file.toString(), e);
    }
  }

  private AdvancedTlsX509KeyManager key(TlsConfig.Identity identity) {
    try {
      AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
      manager.updateIdentityCredentials(
          identity.certificateChain().toFile(),
          identity.privateKey().toFile(),
          millis(),
          TimeUnit.MILLISECONDS,
          watcher);
      return manager;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(
          "an X.509 certificate and its PKCS#8 private key",
          identity.certificateChain() + " and " + identity.privateKey(),
          e);
    }
  }

  private long millis() {
    return config.reloadInterval().toMillis();
  }

  private IllegalArgumentException unusable(String what, String files, Exception cause) {
    watcher.shutdownNow();
    return new IllegalArgumentException(
        "cannot read " + what + " in PEM form from " + files + ": " + cause.getMessage(), cause);
  }

  /**
   * Credentials of a client, which verifies the server and its host name.
   *
   * @return the credentials
   */
  public ChannelCredentials channelCredentials() {
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    trust.ifPresent(credentials::trustManager);
    key.ifPresent(credentials::keyManager);
    return credentials.build();
  }

  /**
   * Credentials of a server, which asks for a client's certificate if there is anyone to trust.
   *
   * @return the credentials
   * @throws IllegalStateException if there is no identity
   */
  public ServerCredentials serverCredentials() {
    TlsServerCredentials.Builder credentials =
        TlsServerCredentials.newBuilder()
            .keyManager(
                key.orElseThrow(
                    () -> new IllegalStateException("a server needs a certificate and its key")));
    trust.ifPresent(
        manager ->
            credentials.trustManager(manager).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE));
    return credentials.build();
  }

  /** Ends watching. */
  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
