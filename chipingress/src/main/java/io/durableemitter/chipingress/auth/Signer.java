package io.durableemitter.chipingress.auth;

/**
 * Signs the tokens of rotating authentication, usually with a key that lives in a keystore of its
 * own. Called by one thread at a time, and interrupted after 5 s.
 */
@FunctionalInterface
public interface Signer {

  /**
   * Signs.
   *
   * @param keyId which key: its public key in lower-case hex
   * @param data what to sign
   * @return the Ed25519 signature, 64 bytes (RFC 8032)
   * @throws Exception if it cannot be signed now; tried again later
   */
  byte[] sign(String keyId, byte[] data) throws Exception;
}
