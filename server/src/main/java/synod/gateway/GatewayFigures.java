package synod.gateway;

/** What a gateway has counted since its start, or since an operator had it begin anew. On the loop. */
final class GatewayFigures {
    private long received;
    private long sent;
    private long receivedBytes;
    private long answerBytes;
    private int lastAnswerBytes = -1;
    private int leastAnswerBytes = -1;
    private int mostAnswerBytes = -1;
    private long connectRequests;
    private long rejected;
    private long sessionlessEnded;
    private long authenticationFailures;
    private long handshakes;
    private long handshakeFailures;
    private long plainFromHere;
    private long plainFromElsewhere;

    void onFrame(int length, boolean isConnect) {
        received++;
        receivedBytes += length;
        connectRequests += isConnect ? 1 : 0;
    }

    void onWord() {
        received++;
    }

    /** Anything was sent: an answer, an event, or the answer to a word. */
    void onSent() {
        sent++;
    }

    /** @param length of the answer's frame, without its prefix */
    void onAnswer(int length) {
        answerBytes += length;
        lastAnswerBytes = length;
        leastAnswerBytes = leastAnswerBytes < 0 ? length : Math.min(leastAnswerBytes, length);
        mostAnswerBytes = Math.max(mostAnswerBytes, length);
    }

    /** A connection was closed as soon as it was accepted. */
    void onRejected() {
        rejected++;
    }

    /** A connection was closed because it had no session for too long. */
    void onSessionlessEnded() {
        sessionlessEnded++;
    }

    void onAuthenticationFailed() {
        authenticationFailures++;
    }

    /** @param change 1 when a handshake has begun, -1 when it has come to an end */
    void onHandshake(int change) {
        handshakes += change;
    }

    /** A client has tried to speak TLS, in vain. */
    void onHandshakeFailed() {
        handshakeFailures++;
    }

    /**
     * A client speaks no TLS where others do.
     *
     * @param isHere whether it is on this machine
     * @param change 1 when it has come, -1 when it has gone
     */
    void onPlain(boolean isHere, int change) {
        plainFromHere += isHere ? change : 0;
        plainFromElsewhere += isHere ? 0 : change;
    }

    /** How many handshakes are under way. */
    long handshakes() {
        return handshakes;
    }

    long handshakeFailures() {
        return handshakeFailures;
    }

    /** How many connections from this machine speak no TLS at a port where others do. */
    long plainFromHere() {
        return plainFromHere;
    }

    /** The same for other machines. */
    long plainFromElsewhere() {
        return plainFromElsewhere;
    }

    void reset() {
        received = 0;
        sent = 0;
    }

    long received() {
        return received;
    }

    long sent() {
        return sent;
    }

    /** How many bytes of requests came, without their prefixes. */
    long receivedBytes() {
        return receivedBytes;
    }

    /** How many bytes of answers left, without their prefixes. */
    long answerBytes() {
        return answerBytes;
    }

    /** How long the last answer was; -1 before the first. */
    int lastAnswerBytes() {
        return lastAnswerBytes;
    }

    /** How long the shortest was; -1 before the first. */
    int leastAnswerBytes() {
        return leastAnswerBytes;
    }

    /** How long the longest was; -1 before the first. */
    int mostAnswerBytes() {
        return mostAnswerBytes;
    }

    long connectRequests() {
        return connectRequests;
    }

    long rejected() {
        return rejected;
    }

    long sessionlessEnded() {
        return sessionlessEnded;
    }

    long authenticationFailures() {
        return authenticationFailures;
    }
}
