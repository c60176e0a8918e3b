<?php
require getenv('SITE_DIRECTORY') . '/wp-load.php';
WP_Application_Passwords::delete_all_application_passwords(get_user_by('login', 'editor')->ID);
