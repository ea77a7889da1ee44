package synod.runtime;

import synod.kernel.NodeId;
import synod.wire.peer.PeerMessage;

/** What happens on the links to other servers. Called on the loop only; each call opens a turn if none is open. */
public interface PeerEvents {
    /** A connection to the peer stands and both sides know who they are. */
    void onLinkUp(NodeId peer);

    /** The connection to the peer is gone. */
    void onLinkDown(NodeId peer);

    /** A message arrived whole and unaltered. */
    void onPeerMessage(NodeId from, PeerMessage message);
}
