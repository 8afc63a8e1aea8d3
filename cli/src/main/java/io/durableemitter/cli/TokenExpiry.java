package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a token that a header carries has run out, if it is one that says so: a JSON Web Token
 * (RFC 7519). Its signature is not looked at, and none of it is shown.
 */
final class TokenExpiry {

  private static final Pattern TOKEN =
      Pattern.compile("(?:[Bb]earer +)?[\\w-]+\\.([\\w-]{1,16384})\\.[\\w-]*");
  private static final Duration SOON = Duration.ofHours(24);

  private static final long LATEST = 1_000_000_000_000L;

  private TokenExpiry() {}

  /** Adds what is found; nothing for a value that is no such token. */
  static void of(String value, Clock clock, List<Finding> findings) {
    Matcher token = TOKEN.matcher(value);
    if (!token.matches()) {
      return;
    }
    JsonNode expiry;
    try {
      expiry = EventParser.JSON.readTree(Base64.getUrlDecoder().decode(token.group(1))).path("exp");
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return; // three words with points between, and no such token
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of bytes in memory
    }
    if (expiry.canConvertToLong() && Math.abs(expiry.longValue()) < LATEST) {
      findings.add(judge(Instant.ofEpochSecond(expiry.longValue()), clock.instant()));
    }
  }

  private static Finding judge(Instant ends, Instant now) {
    String fix = "get a new token; static headers are never renewed: --key signs its own";
    if (!now.isBefore(ends)) {
      return new Finding(
          "ingress.token", Severity.CRITICAL, "the token of --header ran out at " + ends, fix);
    }
    boolean soon = now.plus(SOON).isAfter(ends);
    return new Finding(
        "ingress.token",
        soon ? Severity.WARNING : Severity.OK,
        "the token of --header is valid to " + ends,
        soon ? fix : "");
  }
}
