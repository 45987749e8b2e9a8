//! Numbers of what the tables of a function hold ([`Func`](crate::Func)). They are printed as in the text form.

use base::define_id;

define_id!(
    /// A basic block.
    BlockId, "b"
);
define_id!(
    /// An instruction.
    InstId, "i"
);
define_id!(
    /// A value: a block parameter or a result of an instruction.
    ValueId, "v"
);
define_id!(
    /// A piece of the frame that holds a variable.
    SlotId, "s"
);
define_id!(
    /// A signature.
    SigId, "sig"
);
define_id!(
    /// A Go type with a descriptor.
    TypeId, "t"
);
define_id!(
    /// A symbol referred to.
    ExtId, "e"
);
define_id!(
    /// A call that was inlined.
    InlineId, "in"
);
