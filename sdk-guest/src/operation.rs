//! The AWS operations and the services of the host as the fake sees them.

/// An AWS operation; the types that implement it are in `ec2::operation` and `sts::operation`.
pub trait Operation {
    /// Service and operation, e.g. `ec2:CreateVpc`.
    const NAME: &'static str;
    /// What it is called with: its parameter, or a tuple if there are several.
    type Input: Clone + 'static;
    /// What it returns.
    type Output: 'static;
}

/// A parameter as it is handed over, made one that can be kept.
pub(crate) trait Kept {
    type Owned;
    fn kept(self) -> Self::Owned;
}

impl<T: ToOwned + ?Sized> Kept for &T {
    type Owned = T::Owned;
    fn kept(self) -> T::Owned {
        self.to_owned()
    }
}

impl<T: ToOwned + ?Sized> Kept for Option<&T> {
    type Owned = Option<T::Owned>;
    fn kept(self) -> Option<T::Owned> {
        self.map(T::to_owned)
    }
}

impl Kept for u32 {
    type Owned = Self;
    fn kept(self) -> Self {
        self
    }
}

impl Kept for Option<bool> {
    type Owned = Self;
    fn kept(self) -> Self {
        self
    }
}

/// Natively, a function of an interface is one that asks the fake: it hides the generated function
/// of the same name, and must have the same signature.
macro_rules! operations {
    ($service:literal, $($interface:path, {
        $($operation:ident = $function:ident($($parameter:ident: $given:ty => $kept:ty),*) -> $output:ty;)*
    })*) => {
        $($(
            #[doc = concat!("`", $service, ":", stringify!($operation), "`.")]
            ///
            /// # Errors
            /// When AWS refuses, or the fake of a test does.
            pub fn $function($($parameter: $given),*) -> $crate::Result<$output> {
                {
                    use $interface as generated;
                    let _same_signature: fn($($given),*) -> $crate::Result<$output> = generated::$function;
                }
                #[allow(unused_parens)]
                $crate::fake::call::<operation::$operation>(($($crate::operation::Kept::kept($parameter)),*))
            }
        )*)*

        /// The operations by name, to say what the fake answers.
        pub mod operation {
            #[allow(unused_imports)]
            use super::*;

            $($(
                #[doc = concat!("`", $service, ":", stringify!($operation), "`.")]
                #[derive(Debug, Clone, Copy)]
                pub struct $operation;

                impl $crate::Operation for $operation {
                    const NAME: &'static str = concat!($service, ":", stringify!($operation));
                    #[allow(unused_parens)]
                    type Input = ($($kept),*);
                    type Output = $output;
                }
            )*)*
        }
    };
}

pub(crate) use operations;
