package io.durableemitter.console;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Who is let in: everybody, or whoever shows a token. Safe for concurrent use. */
final class Access {

  private static final String BEARER = "Bearer ";

  private final Tokens tokens;
  private final boolean readOnly;
  private final boolean secureCookie;
  private final Sessions sessions;
  private final LoginThrottle throttle;

  Access(Tokens tokens, boolean readOnly, boolean secureCookie, LongSupplier ticker) {
    this.tokens = tokens;
    this.readOnly = readOnly;
    this.secureCookie = secureCookie;
    this.sessions = new Sessions(ticker);
    this.throttle = new LoginThrottle(ticker);
  }

  boolean asksForToken() {
    return !tokens.isEmpty();
  }

  /** Whoever asks; refuses those who must log in first. */
  Principal principal(Request request) {
    if (tokens.isEmpty()) {
      return new Principal("console@loopback", readOnly);
    }
    Optional<String> bearer = bearer(request);
    Optional<Principal> known =
        bearer.isPresent()
            ? Optional.of(check(request, bearer.get()))
            : request.cookie(cookieName()).flatMap(sessions::find);
    return known
        .map(this::restricted)
        .orElseThrow(() -> new Refusal(401, "a token is needed: log in with one"));
  }

  private Principal restricted(Principal principal) {
    return new Principal(principal.name(), readOnly || principal.readOnly());
  }

  static Optional<String> bearer(Request request) {
    return request
        .header("Authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  /** Lets a browser in that sent a token: it gets a cookie. */
  Answer logIn(Request request, String token) {
    if (tokens.isEmpty()) {
      throw new Refusal(409, "this console asks for no token");
    }
    Principal principal = restricted(check(request, token));
    return Answer.json(Json.fields("name", principal.name(), "readOnly", principal.readOnly()))
        .with("Set-Cookie", cookie(sessions.begin(principal), ""));
  }

  private Principal check(Request request, String token) {
    String address = request.remoteAddress();
    long wait = throttle.secondsToWait(address);
    if (wait > 0) {
      throw new Refusal(
          429, "too many wrong tokens; wait " + wait + " s before the next one is looked at");
    }
    Optional<Principal> found = tokens.find(token);
    if (found.isEmpty()) {
      throttle.failed(address);
      throw new Refusal(401, "this token is not known here");
    }
    return found.get();
  }

  Answer logOut(Request request) {
    request.cookie(cookieName()).ifPresent(sessions::end);
    return Answer.json(Map.of()).with("Set-Cookie", cookie("", "; Max-Age=0"));
  }

  private String cookieName() {
    return secureCookie ? "__Host-durable-emitter" : "durable-emitter";
  }

  private String cookie(String value, String more) {
    return cookieName()
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Strict"
        + (secureCookie ? "; Secure" : "")
        + more;
  }
}
