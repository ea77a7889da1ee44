package synod.security;

/** Whether whoever connects has to show a certificate: {@code clientAuth}. */
public enum ClientCertificate {
    /** Without one there is no connection. */
    NEED,
    /** One that is shown has to be good. */
    WANT,
    /** None is asked for. */
    NONE
}
